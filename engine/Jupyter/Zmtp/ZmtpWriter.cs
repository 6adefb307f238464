using System.Buffers.Binary;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>Writes frames; small ones are gathered until <see cref="FlushAsync"/>, long ones are not copied.</summary>
internal sealed class ZmtpWriter(Stream stream)
{
    private const int Header = 9;
    private readonly byte[] buffer = new byte[16 << 10];
    private int used;

    /// <summary>Writes the frames of one message.</summary>
    public async ValueTask WriteMessageAsync(ReadOnlyMemory<byte>[] frames, CancellationToken cancellationToken)
    {
        for (var i = 0; i < frames.Length; i++)
            await WriteFrameAsync(frames[i], i < frames.Length - 1 ? ZmtpFrame.MoreFlag : (byte)0, cancellationToken);
    }

    /// <summary>Writes bytes that are no frame, at once.</summary>
    public ValueTask WriteGreetingAsync(ReadOnlyMemory<byte> greeting, CancellationToken cancellationToken) =>
        stream.WriteAsync(greeting, cancellationToken);

    /// <summary>Writes one frame.</summary>
    public async ValueTask WriteFrameAsync(ReadOnlyMemory<byte> body, byte flags, CancellationToken cancellationToken)
    {
        if (used + Header > buffer.Length) await FlushAsync(cancellationToken);
        if (body.Length <= byte.MaxValue)
        {
            buffer[used++] = flags;
            buffer[used++] = (byte)body.Length;
        }
        else
        {
            buffer[used++] = (byte)(flags | ZmtpFrame.LongFlag);
            BinaryPrimitives.WriteInt64BigEndian(buffer.AsSpan(used), body.Length);
            used += 8;
        }

        if (body.Length > buffer.Length - used) await FlushAsync(cancellationToken);
        if (body.Length > buffer.Length)
        {
            await stream.WriteAsync(body, cancellationToken);
            return;
        }

        body.CopyTo(buffer.AsMemory(used));
        used += body.Length;
    }

    /// <summary>Hands over what was gathered.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (used == 0) return;
        await stream.WriteAsync(buffer.AsMemory(0, used), cancellationToken);
        used = 0;
    }
}

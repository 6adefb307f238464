using System.Buffers.Binary;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>One frame (RFC 37, 2.2 "Framing").</summary>
internal readonly record struct ZmtpFrame(ReadOnlyMemory<byte> Body, bool More, bool IsCommand)
{
    public const byte MoreFlag = 1, LongFlag = 2, CommandFlag = 4;
}

/// <summary>Reads frames; small ones through a buffer, long ones straight into their array.</summary>
internal sealed class ZmtpReader(Stream stream)
{
    private readonly byte[] buffer = new byte[16 << 10];
    private int start, end;

    /// <summary>Fills <paramref name="target"/>.</summary>
    /// <exception cref="EndOfStreamException">The peer closed the connection.</exception>
    public async ValueTask ReadExactlyAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        var buffered = Math.Min(end - start, target.Length);
        buffer.AsMemory(start, buffered).CopyTo(target);
        start += buffered;
        target = target[buffered..];
        if (target.Length == 0) return;
        if (target.Length >= buffer.Length)
        {
            await stream.ReadExactlyAsync(target, cancellationToken);
            return;
        }

        await FillAsync(target.Length, cancellationToken);
        buffer.AsMemory(start, target.Length).CopyTo(target);
        start += target.Length;
    }

    /// <summary>Reads one frame, or null where the peer closed the connection between two frames.</summary>
    /// <exception cref="ZmtpException">The frame is malformed or longer than <paramref name="limit"/>.</exception>
    public async ValueTask<ZmtpFrame?> ReadFrameAsync(long limit, CancellationToken cancellationToken)
    {
        if (start == end && !await TryFillAsync(2, cancellationToken)) return null;
        if (end - start < 2) await FillAsync(2, cancellationToken);
        var flags = buffer[start];
        if (flags > 7 || (flags & (ZmtpFrame.CommandFlag | ZmtpFrame.MoreFlag)) == (ZmtpFrame.CommandFlag | ZmtpFrame.MoreFlag))
            throw new ZmtpException($"expected a frame, got the flags 0x{flags:x2}");
        long length;
        if ((flags & ZmtpFrame.LongFlag) == 0)
        {
            length = buffer[start + 1];
            start += 2;
        }
        else
        {
            if (end - start < 9) await FillAsync(9, cancellationToken);
            length = BinaryPrimitives.ReadInt64BigEndian(buffer.AsSpan(start + 1));
            start += 9;
        }

        var isCommand = (flags & ZmtpFrame.CommandFlag) != 0;
        if (isCommand) limit = Math.Min(limit, ZmtpLimits.CommandBytes);
        if (length < 0 || length > limit) throw new ZmtpException($"expected at most {limit} bytes in a frame, got {length}");
        if (length == 0) return new ZmtpFrame(default, (flags & ZmtpFrame.MoreFlag) != 0, isCommand);

        // Not cleared: memory that a peer announces but never sends is never touched.
        var body = GC.AllocateUninitializedArray<byte>((int)length);
        await ReadExactlyAsync(body, cancellationToken);
        return new ZmtpFrame(body, (flags & ZmtpFrame.MoreFlag) != 0, isCommand);
    }

    private async ValueTask FillAsync(int count, CancellationToken cancellationToken)
    {
        if (!await TryFillAsync(count, cancellationToken)) throw new EndOfStreamException("the peer closed the connection");
    }

    /// <summary>Makes at least <paramref name="count"/> bytes available; false where the peer closed before the first of them.</summary>
    private async ValueTask<bool> TryFillAsync(int count, CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        while (end < count)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0) return end == 0 ? false : throw new EndOfStreamException("the peer closed the connection within a frame");
            end += read;
        }

        return true;
    }
}

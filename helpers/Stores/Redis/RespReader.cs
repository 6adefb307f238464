using System.Globalization;
using System.Numerics;
using System.Text;

namespace StorageCourse.Stores.Redis;

/// <summary>Reads replies from a stream.</summary>
internal sealed class RespReader(Stream stream)
{
    private const int LargestBulk = 512 * 1024 * 1024;
    private byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <summary>Whether bytes were read that belong to a reply not yet asked for.</summary>
    public bool HasBuffered => start < end;

    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    /// <exception cref="InvalidDataException">The bytes are no RESP.</exception>
    public async ValueTask<RespReply> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await LineAsync(cancellationToken);
        var (type, rest) = (line[0], line[1..]);
        switch (type)
        {
            case '+':
                return new(RespKind.Status, rest);
            case '-':
                return new(RespKind.Error, rest);
            case ':':
                return new(RespKind.Integer, long.Parse(rest, CultureInfo.InvariantCulture));
            case '_':
                return RespReply.Null;
            case ',':
                return new(RespKind.Double, Double(rest));
            case '#':
                return new(RespKind.Boolean, rest == "t");
            case '(':
                return new(RespKind.BigNumber, BigInteger.Parse(rest, CultureInfo.InvariantCulture));
            case '$' or '=' or '!':
                var length = Length(rest);
                if (length < 0) return RespReply.Null;
                var bytes = await BytesAsync(length, cancellationToken);
                return type switch
                {
                    '$' => new(RespKind.Bulk, bytes),
                    // The first four bytes name the format: "txt:".
                    '=' => new(RespKind.Verbatim, Encoding.UTF8.GetString(bytes.AsSpan(4))),
                    _ => new(RespKind.Error, Encoding.UTF8.GetString(bytes)),
                };
            case '*' or '~' or '>' or '%' or '|':
                var count = Length(rest);
                if (count < 0) return RespReply.Null;
                var items = new RespReply[type is '%' or '|' ? count * 2 : count];
                for (var i = 0; i < items.Length; i++) items[i] = await ReadAsync(cancellationToken);
                // An attribute precedes the reply that it describes.
                if (type == '|') return await ReadAsync(cancellationToken);
                return new(type switch { '*' => RespKind.Array, '~' => RespKind.Set, '>' => RespKind.Push, _ => RespKind.Map }, items);
            default:
                throw new InvalidDataException($"expected a RESP type byte (+ - : $ * _ , # ! = ( % ~ > |), got 0x{(int)type:x2}: this is no Redis server");
        }
    }

    private static int Length(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var length) && length is >= -1 and <= LargestBulk
        ? length
        : throw new InvalidDataException($"expected a RESP length, got \"{text}\"");

    private static double Double(string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" => double.NaN,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        for (var searched = 0; ;)
        {
            var at = buffer.AsSpan(start + searched, end - start - searched).IndexOf("\r\n"u8);
            if (at >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, start, searched + at);
                start += searched + at + 2;
                return line.Length > 0 ? line : throw new InvalidDataException("expected a RESP reply, got an empty line: this is no Redis server");
            }

            searched = Math.Max(0, end - start - 1);
            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask<byte[]> BytesAsync(int length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        var buffered = Math.Min(length, end - start);
        buffer.AsSpan(start, buffered).CopyTo(bytes);
        start += buffered;
        if (buffered < length) await stream.ReadExactlyAsync(bytes.AsMemory(buffered), cancellationToken);
        while (end - start < 2) await FillAsync(cancellationToken);
        start += 2;
        return bytes;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
        if (read == 0) throw new EndOfStreamException("the server closed the connection");
        end += read;
    }
}

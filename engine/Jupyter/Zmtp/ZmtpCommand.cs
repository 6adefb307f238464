using System.Buffers.Binary;
using System.Text;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>A command's name and data (RFC 37, 2.4 "Commands").</summary>
internal readonly record struct ZmtpCommand(string Name, ReadOnlyMemory<byte> Data)
{
    public static ZmtpCommand Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0 || body.Span[0] == 0 || body.Length < 1 + body.Span[0]) throw new ZmtpException("expected a command, got one without a name");
        var length = body.Span[0];
        return new ZmtpCommand(Encoding.ASCII.GetString(body.Span.Slice(1, length)), body[(1 + length)..]);
    }

    /// <summary>The frame's body.</summary>
    public static byte[] Encode(string name, ReadOnlySpan<byte> data) => [(byte)name.Length, .. Encoding.ASCII.GetBytes(name), .. data];

    /// <summary>READY of the NULL mechanism (RFC 37, 3.1).</summary>
    public static byte[] Ready(string socketType, ReadOnlySpan<byte> identity)
    {
        var data = new List<byte>();
        Append(data, "Socket-Type", Encoding.ASCII.GetBytes(socketType));
        if (socketType is "DEALER" or "REQ" or "ROUTER") Append(data, "Identity", identity);
        return Encode("READY", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(data));
    }

    /// <summary>ERROR with its reason, which is one short string.</summary>
    public static byte[] Error(string reason)
    {
        var bytes = Encoding.ASCII.GetBytes(reason.Length > 255 ? reason[..255] : reason);
        return Encode("ERROR", [(byte)bytes.Length, .. bytes]);
    }

    /// <summary>The properties of a READY command; their names are compared without case.</summary>
    public Dictionary<string, byte[]> Properties()
    {
        var properties = new Dictionary<string, byte[]>(StringComparer.OrdinalIgnoreCase);
        var rest = Data.Span;
        while (rest.Length > 0)
        {
            int nameLength = rest[0];
            if (rest.Length < 1 + nameLength + 4) throw new ZmtpException("expected a property, got a cut one");
            var name = Encoding.ASCII.GetString(rest.Slice(1, nameLength));
            rest = rest[(1 + nameLength)..];
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            if (length < 0 || length > rest.Length - 4) throw new ZmtpException($"expected the value of {name}, got a cut one");
            properties[name] = rest.Slice(4, length).ToArray();
            rest = rest[(4 + length)..];
        }

        return properties;
    }

    private static void Append(List<byte> data, string name, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        data.Add((byte)name.Length);
        data.AddRange(Encoding.ASCII.GetBytes(name));
        data.AddRange(length);
        data.AddRange(value);
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Messages;

/// <summary>
/// Messages as frames: envelope, delimiter, signature, header, parent header, metadata, content
/// (Jupyter's "Messaging", section "The Wire Protocol"). Signed with HMAC-SHA256 unless the key is empty.
/// </summary>
internal sealed class MessageWire(string key) : IDisposable
{
    // As many as jupyter_client remembers; older signatures belong to messages long done.
    private const int RememberedSignatures = 1 << 16;

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    private readonly IncrementalHash? hmac = key.Length == 0 ? null : IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key));
    private readonly Lock hashing = new();
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly Queue<string> seenInOrder = new();

    /// <summary>The frames of a message.</summary>
    public ReadOnlyMemory<byte>[] Encode(JupyterMessage message)
    {
        var parent = message.Parent?.Json ?? MessageJson.EmptyObject;
        var signature = Encoding.ASCII.GetBytes(Sign(message.Header.Json, parent, message.Metadata, message.Content));
        return [.. message.Envelope, Delimiter, signature, message.Header.Json, parent, message.Metadata, message.Content];
    }

    /// <summary>Reads a message and checks its signature.</summary>
    /// <param name="frames">What came.</param>
    /// <param name="refuseReplay">Whether a signature that was seen before is refused.</param>
    /// <exception cref="InvalidDataException">No message, a wrong signature, or a replay.</exception>
    public JupyterMessage Decode(ReadOnlyMemory<byte>[] frames, bool refuseReplay)
    {
        var delimiter = Array.FindIndex(frames, frame => frame.Span.SequenceEqual(Delimiter));
        if (delimiter < 0 || frames.Length < delimiter + 6) throw new InvalidDataException("expected a Jupyter message, got other frames");
        var parts = frames.AsSpan(delimiter + 1);
        if (hmac is not null)
        {
            var signature = Sign(parts[1], parts[2], parts[3], parts[4]);
            if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(signature), parts[0].Span))
                throw new InvalidDataException("expected a message signed with this kernel's key, got another signature");
            if (refuseReplay && !Remember(signature)) throw new InvalidDataException("expected a new message, got one that came before");
        }

        try
        {
            var header = MessageHeader.Parse(parts[1]) ?? throw new InvalidDataException("expected a header, got an empty one");
            return new JupyterMessage(frames[..delimiter], header, MessageHeader.Parse(parts[2]), parts[3], parts[4]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter where a string is no valid text.
            throw new InvalidDataException($"expected a header in JSON: {e.Message}", e);
        }
    }

    public void Dispose() => hmac?.Dispose();

    private bool Remember(string signature)
    {
        lock (seen)
        {
            if (!seen.Add(signature)) return false;
            seenInOrder.Enqueue(signature);
            if (seenInOrder.Count > RememberedSignatures) seen.Remove(seenInOrder.Dequeue());
            return true;
        }
    }

    private string Sign(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> parent, ReadOnlyMemory<byte> metadata, ReadOnlyMemory<byte> content)
    {
        if (hmac is null) return "";
        lock (hashing)
        {
            hmac.AppendData(header.Span);
            hmac.AppendData(parent.Span);
            hmac.AppendData(metadata.Span);
            hmac.AppendData(content.Span);
            return Convert.ToHexStringLower(hmac.GetHashAndReset());
        }
    }
}

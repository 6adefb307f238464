using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Messages;

/// <summary>One message of the Jupyter protocol. Its dictionaries are JSON text in UTF-8.</summary>
/// <param name="Envelope">The frames before the delimiter: identities on ROUTER sockets, a topic on iopub.</param>
internal sealed record JupyterMessage(
    ReadOnlyMemory<byte>[] Envelope, MessageHeader Header, MessageHeader? Parent, ReadOnlyMemory<byte> Metadata, ReadOnlyMemory<byte> Content)
{
    /// <summary>The content as a tree that needs no disposal.</summary>
    /// <exception cref="JsonException">No JSON.</exception>
    public JsonElement ParseContent() => JsonElement.Parse(Content.Span);

    /// <summary>The metadata as a tree that needs no disposal.</summary>
    /// <exception cref="JsonException">No JSON.</exception>
    public JsonElement ParseMetadata() => JsonElement.Parse(Metadata.Span);
}

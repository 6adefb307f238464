using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>A message from a front end, and the way back to it.</summary>
/// <param name="message">Its envelope begins with the identity of the peer that sent it.</param>
/// <param name="socket">The channel that it came on; the reply takes the same.</param>
/// <param name="iopub">Where all front ends hear what the kernel does about it.</param>
/// <param name="wire">Signs the reply.</param>
/// <param name="session">The kernel's, for the reply's header.</param>
internal sealed class KernelRequest(JupyterMessage message, RouterSocket socket, Iopub iopub, MessageWire wire, string session)
{
    /// <summary>As it came.</summary>
    public JupyterMessage Message => message;

    /// <summary>Its header: the parent of all that comes of it.</summary>
    public MessageHeader Header => message.Header;

    /// <summary>The content as a tree that needs no disposal.</summary>
    /// <exception cref="JsonException">No JSON.</exception>
    public JsonElement ParseContent() => message.ParseContent();

    /// <summary>Says that the kernel works on it.</summary>
    public void Busy() => iopub.Status("busy", Header);

    /// <summary>Says that the kernel is done with it.</summary>
    public void Idle() => iopub.Status("idle", Header);

    /// <summary>Does what it takes between "busy" and "idle".</summary>
    public void WhileBusy(Action react)
    {
        Busy();
        try
        {
            react();
        }
        finally
        {
            Idle();
        }
    }

    /// <summary>Sends the reply, an object with what <paramref name="write"/> writes inside.</summary>
    public void Reply(Action<Utf8JsonWriter> write) => Reply(MessageJson.Object(write));

    /// <summary>Sends the reply.</summary>
    public void Reply(ReadOnlyMemory<byte> content)
    {
        var type = Header.Type.Replace("_request", "_reply", StringComparison.Ordinal);
        var frames = wire.Encode(new JupyterMessage([.. message.Envelope.Skip(1)], MessageHeader.Create(session, type), Header, MessageJson.EmptyObject, content));
        socket.Send(message.Envelope[0], frames);
    }

    /// <summary>Replies that it failed.</summary>
    /// <param name="error">Why.</param>
    /// <param name="executionCount">The number of the cell, where it is one.</param>
    public void ReplyError(CellError error, int? executionCount = null) => Reply(json =>
    {
        json.WriteString("status", "error");
        json.WriteError(error);
        if (executionCount is { } count) json.WriteNumber("execution_count", count);
    });
}

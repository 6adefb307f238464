using System.Text;
using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>The channel on which all front ends hear what a kernel does.</summary>
internal sealed class Iopub(PublisherSocket socket, MessageWire wire, string session)
{
    /// <summary>Publishes a message whose content <paramref name="write"/> writes.</summary>
    public void Publish(string type, MessageHeader? parent, Action<Utf8JsonWriter> write) =>
        socket.Publish(wire.Encode(new JupyterMessage(
            [Encoding.ASCII.GetBytes(type)], MessageHeader.Create(session, type), parent, MessageJson.EmptyObject, MessageJson.Object(write))));

    /// <summary>"starting", "busy" or "idle".</summary>
    public void Status(string state, MessageHeader? parent) => Publish("status", parent, json => json.WriteString("execution_state", state));

    /// <summary>An error under the cell.</summary>
    public void Error(CellError error, MessageHeader parent) => Publish("error", parent, json => json.WriteError(error));
}

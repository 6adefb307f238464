using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>comm_open: the kernel has no target for it, so it closes it again ("Messaging", section "Opening a Comm").</summary>
internal sealed class CommOpenHandler(Iopub iopub) : IRequestHandler
{
    /// <inheritdoc/>
    public string Type => "comm_open";

    /// <inheritdoc/>
    public void Handle(KernelRequest request) => request.WhileBusy(() =>
    {
        var comm = request.ParseContent().String("comm_id") ?? "";
        iopub.Publish("comm_close", request.Header, json =>
        {
            json.WriteString("comm_id", comm);
            json.WriteStartObject("data");
            json.WriteEndObject();
        });
    });
}

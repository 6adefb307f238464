namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>comm_msg and comm_close: they belong to comms that were refused, and have no reply.</summary>
internal sealed class CommMessageHandler(string type) : IRequestHandler
{
    /// <inheritdoc/>
    public string Type => type;

    /// <inheritdoc/>
    public void Handle(KernelRequest request) => request.WhileBusy(() => { });
}

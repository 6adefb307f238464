using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>interrupt_request: ends the cell that runs.</summary>
internal sealed class InterruptRequestHandler(Action interrupt, KernelLog log) : RequestHandler("interrupt_request", log)
{
    /// <inheritdoc/>
    protected override Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        interrupt();
        reply.WriteString("status", "ok");
        return Task.CompletedTask;
    }
}

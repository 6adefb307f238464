using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>is_complete_request: whether a console should run the text or ask for another line. That answer is the reply's status.</summary>
internal sealed class IsCompleteRequestHandler(ISession session, KernelLog log) : RequestHandler("is_complete_request", log)
{
    /// <inheritdoc/>
    protected override Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        var completeness = session.IsComplete(content.String("code") ?? "");
        reply.WriteString("status", completeness switch
        {
            Completeness.Complete => "complete",
            Completeness.Incomplete => "incomplete",
            _ => "invalid",
        });
        if (completeness == Completeness.Incomplete) reply.WriteString("indent", "");
        return Task.CompletedTask;
    }
}

using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>inspect_request: what stands at the cursor.</summary>
internal sealed class InspectRequestHandler(ISession session, KernelLog log, CancellationToken ending) : RequestHandler("inspect_request", log)
{
    /// <inheritdoc/>
    protected override async Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        var (code, position) = content.Cursor();
        var found = await session.InspectAsync(code, position, ending);
        reply.WriteString("status", "ok");
        reply.WriteBoolean("found", found is not null);
        reply.WriteBundle(found ?? new(new Dictionary<string, string>()));
    }
}

using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>history_request: the cells that ran in this process.</summary>
internal sealed class HistoryRequestHandler(History history, KernelLog log) : RequestHandler("history_request", log)
{
    // Sessions are counted backwards from this one, which is the only one that is known.
    private const int ThisSession = 0;

    /// <inheritdoc/>
    protected override Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        var withOutput = content.Bool("output", otherwise: false);
        reply.WriteString("status", "ok");
        reply.WriteStartArray("history");
        foreach (var (line, code) in Select(content))
        {
            reply.WriteStartArray();
            reply.WriteNumberValue(ThisSession);
            reply.WriteNumberValue(line);
            if (withOutput) reply.WriteStartArray();
            reply.WriteStringValue(code);
            if (withOutput)
            {
                reply.WriteNullValue();
                reply.WriteEndArray();
            }

            reply.WriteEndArray();
        }

        reply.WriteEndArray();
        return Task.CompletedTask;
    }

    private IReadOnlyList<(int Line, string Code)> Select(JsonElement request)
    {
        var last = request.Int("n", int.MaxValue);
        return request.String("hist_access_type") switch
        {
            "range" => request.Int("session", ThisSession) == ThisSession ? history.Range(request.Int("start", 0), request.Int("stop", int.MaxValue)) : [],
            "search" => history.Search(request.String("pattern") ?? "*", request.Bool("unique", otherwise: false), last),
            _ => history.Tail(last),
        };
    }
}

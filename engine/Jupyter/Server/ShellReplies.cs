using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>Answers of the session to what a front end asks while somebody types.</summary>
internal static class ShellReplies
{
    /// <summary>complete_request</summary>
    public static async Task<Action<Utf8JsonWriter>> CompleteAsync(ISession session, JsonElement request, CancellationToken cancellationToken)
    {
        var (code, position) = Cursor(request);
        var completions = await session.CompleteAsync(code, position, cancellationToken);
        int start = CodePoints.FromUtf16(code, completions.Start), end = CodePoints.FromUtf16(code, completions.End);
        return json =>
        {
            json.WriteStartArray("matches");
            foreach (var item in completions.Items) json.WriteStringValue(item.Text);
            json.WriteEndArray();
            json.WriteNumber("cursor_start", start);
            json.WriteNumber("cursor_end", end);
            json.WriteStartObject("metadata");
            json.WriteStartArray("_jupyter_types_experimental");
            foreach (var item in completions.Items)
            {
                json.WriteStartObject();
                json.WriteString("text", item.Text);
                json.WriteString("type", item.Kind);
                json.WriteNumber("start", start);
                json.WriteNumber("end", end);
                if (item.Documentation is not null) json.WriteString("signature", item.Documentation);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        };
    }

    /// <summary>inspect_request</summary>
    public static async Task<Action<Utf8JsonWriter>> InspectAsync(ISession session, JsonElement request, CancellationToken cancellationToken)
    {
        var (code, position) = Cursor(request);
        var found = await session.InspectAsync(code, position, cancellationToken);
        return json =>
        {
            json.WriteBoolean("found", found is not null);
            json.WriteBundle(found ?? new(new Dictionary<string, string>()));
        };
    }

    /// <summary>is_complete_request; its "status" takes the place of "ok".</summary>
    public static Action<Utf8JsonWriter> IsComplete(ISession session, JsonElement request)
    {
        var completeness = session.IsComplete(request.String("code") ?? "");
        return json =>
        {
            json.WriteString("status", completeness switch
            {
                Completeness.Complete => "complete",
                Completeness.Incomplete => "incomplete",
                _ => "invalid",
            });
            if (completeness == Completeness.Incomplete) json.WriteString("indent", "");
        };
    }

    private static (string Code, int Position) Cursor(JsonElement request)
    {
        var code = request.String("code") ?? "";
        return (code, CodePoints.ToUtf16(code, request.Int("cursor_pos", int.MaxValue)));
    }
}

using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>Reads what kernels publish. Foreign kernels leave fields out, so what is absent is empty.</summary>
internal static class IopubContent
{
    private static readonly JsonElement Empty = JsonElement.Parse("{}");

    /// <summary>A message of the kinds that make up a cell's output; null for the others.</summary>
    public static KernelMessage? Parse(JupyterMessage message)
    {
        var content = message.ParseContent();
        return message.Header.Type switch
        {
            "execute_input" => new ExecuteInput(content.Int("execution_count", 0)),
            "stream" => new StreamText(content.String("name") ?? "stdout", content.String("text") ?? ""),
            "display_data" => new DisplayData(Object(content, "data"), Object(content, "metadata"), DisplayId(content)),
            "update_display_data" when DisplayId(content) is { } id => new UpdateDisplayData(Object(content, "data"), Object(content, "metadata"), id),
            "execute_result" => new ExecuteResult(
                Object(content, "data"), Object(content, "metadata"), content.Int("execution_count", 0), DisplayId(content)),
            "error" => ParseError(content),
            "clear_output" => new ClearOutput(content.Bool("wait", otherwise: false)),
            _ => null,
        };
    }

    /// <summary>The fields of an error, in an error message and in a reply.</summary>
    public static ErrorOutput ParseError(JsonElement content) => new(
        content.String("ename") ?? "Error",
        content.String("evalue") ?? "",
        content.TryGetProperty("traceback", out var lines) && lines.ValueKind == JsonValueKind.Array
            ? [.. lines.EnumerateArray().Where(line => line.ValueKind == JsonValueKind.String).Select(line => line.GetString()!)]
            : []);

    private static string? DisplayId(JsonElement content) => Object(content, "transient").String("display_id");

    private static JsonElement Object(JsonElement content, string name) =>
        content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : Empty;
}

using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>What an execute_request asks.</summary>
internal sealed record ExecuteContent(
    string Code, bool Silent, bool StoreHistory, bool StopOnError, bool AllowStdin, string? CellId, IReadOnlyList<string> UserExpressions)
{
    /// <summary>Reads the request; what is absent has the protocol's default.</summary>
    /// <exception cref="InvalidDataException">There is no code.</exception>
    public static ExecuteContent Parse(JupyterMessage message)
    {
        var content = message.ParseContent();
        var silent = content.Bool("silent", otherwise: false);
        return new ExecuteContent(
            content.String("code") ?? throw new InvalidDataException("expected an execute_request with code"),
            silent,
            !silent && content.Bool("store_history", otherwise: true),
            content.Bool("stop_on_error", otherwise: true),
            content.Bool("allow_stdin", otherwise: false),
            message.ParseMetadata().String("cellId"),
            content.TryGetProperty("user_expressions", out var expressions) && expressions.ValueKind == JsonValueKind.Object
                ? [.. expressions.EnumerateObject().Select(expression => expression.Name)]
                : []);
    }

    /// <summary>Answers each of the expressions with an error: nothing in the course asks for them.</summary>
    public void WriteUserExpressions(Utf8JsonWriter json)
    {
        json.WriteStartObject("user_expressions");
        foreach (var name in UserExpressions)
        {
            json.WriteStartObject(name);
            json.WriteString("status", "error");
            json.WriteError(new CellError("NotSupported", "this kernel evaluates no user expressions", []));
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}

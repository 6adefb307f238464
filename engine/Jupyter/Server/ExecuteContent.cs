using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>What an execute_request asks.</summary>
internal sealed record ExecuteContent(
    string Code, bool Silent, bool StoreHistory, bool StopOnError, bool AllowStdin, string? CellId, IReadOnlyList<(string Name, string Code)> UserExpressions)
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
                ? [.. expressions.EnumerateObject().Where(expression => expression.Value.ValueKind == JsonValueKind.String).Select(expression => (expression.Name, expression.Value.GetString()!))]
                : []);
    }
}

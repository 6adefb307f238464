using System.Text.Json;
using System.Text.Json.Serialization;

namespace StorageCourse.Host;

/// <summary>
/// What a cell has to tell the runner beside its output: a claim, an exercise's grade, a skip, a store that was started.
/// It travels inside a bundle as <see cref="MimeType.Outcome"/>, so that any engine and any runner can carry it.
/// </summary>
/// <param name="Kind">Which sort.</param>
/// <param name="Id">"06.a" of a claim, "06.2" of an exercise, "store:NAME" of a skip, a store's name of a store.</param>
/// <param name="Status">How it went.</param>
/// <param name="Title">What it is about, in words.</param>
/// <param name="Detail">The measured figures, the hint, or the reason, in words.</param>
/// <param name="Figures">Measured figures by name with unit ("ratio", "startup_ms", "at_least"); may be empty.</param>
[method: JsonConstructor]
public sealed record Outcome(
    OutcomeKind Kind,
    string Id,
    OutcomeStatus Status,
    string Title,
    string Detail,
    IReadOnlyDictionary<string, double> Figures)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>An outcome without figures.</summary>
    public Outcome(OutcomeKind kind, string id, OutcomeStatus status, string title, string detail)
        : this(kind, id, status, title, detail, new Dictionary<string, double>())
    {
    }

    /// <summary>As it stands in a bundle.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Several, as they stand in one bundle.</summary>
    public static string ToJson(IReadOnlyList<Outcome> outcomes) => JsonSerializer.Serialize(outcomes, Json);

    /// <summary>Reads what stands in a bundle: one outcome, or several.</summary>
    /// <exception cref="JsonException">The text is neither.</exception>
    public static IReadOnlyList<Outcome> ListFromJson(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return json.AsSpan().TrimStart() is ['[', ..] ? [.. JsonSerializer.Deserialize<JsonElement[]>(json)!.Select(each => FromJson(each.GetRawText()))] : [FromJson(json)];
    }

    /// <summary>Reads what <see cref="ToJson()"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no outcome.</exception>
    public static Outcome FromJson(string json) =>
        JsonSerializer.Deserialize<Outcome>(json, Json) ?? throw new JsonException("expected an outcome, got null");
}

/// <summary>The sorts of outcome.</summary>
public enum OutcomeKind
{
    /// <summary>A sentence about a measurement that holds or is broken.</summary>
    Claim,

    /// <summary>A graded answer.</summary>
    Exercise,

    /// <summary>A cell that could not run here.</summary>
    Skip,

    /// <summary>A server that the lab found, started, or could not serve.</summary>
    Store,
}

/// <summary>How an outcome went.</summary>
public enum OutcomeStatus
{
    /// <summary>A claim held; an answer is right; a store is ready.</summary>
    Passed,

    /// <summary>A claim is broken; an answer is wrong.</summary>
    Failed,

    /// <summary>The check itself, or the answer's code, threw.</summary>
    Error,

    /// <summary>The stub is as it was.</summary>
    NotAttempted,

    /// <summary>It could not be had here.</summary>
    Skipped,
}

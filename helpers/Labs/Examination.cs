using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse;

/// <summary>What <see cref="Doctor.ExamineAsync"/> found: a table in a notebook, text in a terminal, JSON for programs.</summary>
/// <param name="Findings">Stores first.</param>
public sealed record Examination(IReadOnlyList<Finding> Findings) : IDisplayable
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        // For a terminal, not for a web page.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>True where nothing that the course needs is missing.</summary>
    public bool IsWell => Findings.All(finding => finding.Status != FindingStatus.Missing);

    /// <inheritdoc/>
    public Bundle ToBundle()
    {
        var table = new Table(
            [new("", ""), new("what", ""), new("found", ""), new("what helps", "")],
            [.. Findings.Select(finding => (IReadOnlyList<object?>)[Sign(finding), finding.Name, finding.Detail, finding.Help ?? ""])],
            Findings.Count).ToBundle();
        return table.With(MimeType.Text, ToString());
    }

    /// <summary>For a terminal: a line each, and beneath what is missing the command that helps.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        var width = Findings.Max(finding => finding.Name.Length);
        foreach (var area in Findings.GroupBy(finding => finding.Area))
        {
            text.Append(area.Key).Append('\n');
            foreach (var finding in area)
            {
                text.Append("  ").Append(Sign(finding)).Append(' ').Append(finding.Name.PadRight(width + 2)).Append(finding.Detail).Append('\n');
                if (finding.Help is { } help) text.Append(' ', width + 6).Append("→ ").Append(help).Append('\n');
            }
        }

        return text.Append(IsWell ? "Nothing that the course needs is missing." : "✗ marks what is missing; its arrow points to what helps.").ToString();
    }

    /// <summary>{"isWell": true, "findings": [{"area": …, "name": …, "status": "ok" | "missing" | "optional", "detail": …, "help": …}]}</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    private static string Sign(Finding finding) => finding.Status switch { FindingStatus.Ok => "✓", FindingStatus.Missing => "✗", _ => "○" };
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Area">"store", "client", "containers", "machine" or "package".</param>
/// <param name="Name">What it is.</param>
/// <param name="Status">Whether it is here.</param>
/// <param name="Detail">What was found, or why it is missing; never a password.</param>
/// <param name="Help">The one command or address that helps, or null.</param>
public sealed record Finding(string Area, string Name, FindingStatus Status, string Detail, string? Help = null);

/// <summary>Whether a thing is here.</summary>
public enum FindingStatus
{
    /// <summary>It is here and fit.</summary>
    Ok,

    /// <summary>It is not, and the main line of the course needs it.</summary>
    Missing,

    /// <summary>It is not, and only cells that say so with <c>#!requires</c> need it.</summary>
    Optional,
}

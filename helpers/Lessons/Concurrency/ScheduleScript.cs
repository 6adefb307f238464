using System.Text.RegularExpressions;

namespace StorageCourse.Lessons.Concurrency;

/// <summary>The text of a schedule, taken apart.</summary>
/// <param name="Preparations">What every session does first.</param>
/// <param name="Steps">The steps in order.</param>
internal sealed partial record ScheduleScript(IReadOnlyList<string> Preparations, IReadOnlyList<(string Session, string Sql)> Steps)
{
    private const string Everybody = "all";

    /// <summary>The sessions in the order in which they appear.</summary>
    public IReadOnlyList<string> Sessions => [.. Steps.Select(step => step.Session).Distinct(StringComparer.Ordinal)];

    /// <exception cref="FormatException">The text is no schedule.</exception>
    public static ScheduleScript Parse(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var written = new List<(string Session, string Sql)>();
        foreach (var line in texts.SelectMany(text => text.Split('\n')).Select(line => line.TrimEnd()))
        {
            if (line.Length == 0 || line.TrimStart().StartsWith("--", StringComparison.Ordinal)) continue;
            var match = Head().Match(line);
            if (match.Success) written.Add((match.Groups["session"].Value, match.Groups["sql"].Value.Trim()));
            else if (written.Count > 0) written[^1] = (written[^1].Session, $"{written[^1].Sql}\n{line.Trim()}");
            else throw new FormatException($"expected the first step to name its session, as in \"alice: begin\"; got \"{line.Trim()}\"");
        }

        if (written.FirstOrDefault(step => string.IsNullOrWhiteSpace(step.Sql.TrimEnd(';'))) is { Session: not null } empty)
            throw new FormatException($"expected a statement after \"{empty.Session}:\", got nothing");
        var preparations = written.TakeWhile(step => step.Session == Everybody).Select(step => Trim(step.Sql)).ToList();
        var steps = written.Skip(preparations.Count).Select(step => (step.Session, Trim(step.Sql))).ToList();
        if (steps.Count == 0) throw new FormatException("expected at least one step, as in \"alice: begin\"; got none");
        return steps.Exists(step => step.Session == Everybody)
            ? throw new FormatException($"\"{Everybody}:\" stands for every session, so it may only stand before the first step; name the session")
            : new(preparations, steps);
    }

    private static string Trim(string sql) => sql.TrimEnd(';', ' ');

    [GeneratedRegex(@"^\s*(?<session>\p{L}[\p{L}\p{Nd}_]*)\s*:(?!:)(?<sql>.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Head();
}

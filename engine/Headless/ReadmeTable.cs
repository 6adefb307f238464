using System.Text.RegularExpressions;

namespace StorageCourse.Engine.Headless;

/// <summary>The table of chapters in the README: <c>| 07 | Query tuning: where does the time go? | PostgreSQL | planned |</c>.</summary>
/// <param name="path">The README.</param>
internal sealed partial class ReadmeTable(string path)
{
    public string Path => path;

    /// <summary>The question that is planned for a chapter, or null.</summary>
    public string? QuestionOf(string number) => Lines().Select(line => Row().Match(line)).FirstOrDefault(row => row.Groups["number"].Value == number) is { } row && row.Groups["question"].Value is { Length: > 0 } question
        ? question
        : null;

    /// <summary>The README with the chapter's row linked and marked as being written. Question and stores stay as they were planned.</summary>
    /// <exception cref="UsageException">There is no table.</exception>
    public string With(string number, string title, string name)
    {
        var lines = Lines().ToList();
        var rows = lines.Index().Select(line => (line.Index, Row: Row().Match(line.Item))).Where(line => line.Row.Success).ToList();
        if (rows.Count == 0) throw new UsageException($"expected the table of chapters in {path}, with rows such as | 07 | Query tuning: where does the time go? | … | planned |");
        var planned = rows.FirstOrDefault(row => row.Row.Groups["number"].Value == number);
        var stores = planned.Row?.Groups["stores"].Value ?? "not yet known";
        var text = $"| {number} | [{title}](notebooks/{name}.ipynb): {QuestionOf(number) ?? "what is the question?"} | {stores} | being written |";
        if (planned.Row is not null) lines[planned.Index] = text;
        else lines.Insert(rows.Where(row => string.CompareOrdinal(row.Row.Groups["number"].Value, number) < 0).Select(row => row.Index + 1).LastOrDefault(rows[0].Index), text);
        return string.Join('\n', lines);
    }

    private string[] Lines() => File.Exists(path)
        ? File.ReadAllText(path).Split('\n')
        : throw new UsageException($"expected the table of chapters in {path}, found no such file");

    [GeneratedRegex(@"^\| (?<number>\d\d) \| (?:[^|]*?: (?<question>[^|]*\?))?[^|]*\| (?<stores>[^|]*?) \| [^|]* \|\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}

using System.Data.Common;
using System.Globalization;
using System.Net;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Sql;

/// <summary>A result set that was read: the rows to show in the server's words, the rows to keep as C# values, and how many there were.</summary>
internal sealed record SqlResultSet(
    IReadOnlyList<TableColumn> Columns,
    IReadOnlyList<IReadOnlyList<object?>> Shown,
    IReadOnlyList<IReadOnlyList<object?>> Kept,
    long Total,
    TimeSpan Elapsed,
    PlanForm Plan)
{
    private const int LongestText = 2_000;
    private const int LongestTextOfFewRows = 100_000;
    private const int FewRows = 3;

    /// <summary>Reads the reader's current result set to its end.</summary>
    public static async Task<SqlResultSet> ReadAsync(
        DbDataReader reader, SqlDialect dialect, int show, int keep, long started, CancellationToken cancellationToken)
    {
        var columns = dialect.Columns(reader);
        var shown = new List<IReadOnlyList<object?>>();
        var kept = new List<IReadOnlyList<object?>>();
        long total = 0;
        while (await reader.ReadAsync(CancellationToken.None))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (shown.Count < show) shown.Add(Row(column => column.Text(reader)));
            if (kept.Count < keep) kept.Add(Row(column => column.Value(reader)));
            total++;
        }

        return new([.. columns.Select(column => column.Column)], shown, kept, total, TimeProvider.System.GetElapsedTime(started),
            columns is [var only] ? dialect.PlanIn(only.Column.Name) : PlanForm.None);

        object?[] Row(Func<SqlColumn, object> value)
        {
            var row = new object?[columns.Count];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : value(columns[i]);
            return row;
        }
    }

    /// <summary>As C# gets it.</summary>
    public QueryResult ToQueryResult() => new(Columns, Kept, Elapsed, Total);

    /// <param name="tag">What the server did beside, for instance "INSERT 3"; may be empty.</param>
    public Bundle ToBundle(string tag)
    {
        var caption = tag.Length == 0 ? Duration.Format(Elapsed) : $"{tag} · {Duration.Format(Elapsed)}";
        if (Plan == PlanForm.Text) return Drawn(string.Join('\n', Shown.Select(row => row[0])), caption);
        if (Plan == PlanForm.Tree && Shown is [[string plan]]) return Tree(plan, caption);
        var longest = Total <= FewRows ? LongestTextOfFewRows : LongestText;
        var rows = Shown.Select(row => row.Select(value => value is string text ? Cut(text, longest) : value).ToList()).ToList();
        return new Table(Columns, rows, Total, caption).ToBundle();
    }

    // EXPLAIN is drawn with spaces.
    private static Bundle Drawn(string text, string caption) =>
        Bundle.Html($"<pre>{WebUtility.HtmlEncode(text)}</pre><div class=\"sc-note\">{WebUtility.HtmlEncode(caption)}</div>", $"{text}\n{caption}");

    private static Bundle Tree(string plan, string caption)
    {
        try
        {
            return StorageCourse.Plan.Parse(plan).ToBundle();
        }
        catch (ArgumentException)
        {
            // A newer schema than this course knows: the server's own words are better than none.
            return Drawn(plan, caption);
        }
    }

    private static string Cut(string text, int longest) => text.Length <= longest
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, longest)}… ({text.Length:N0} characters)");
}

/// <summary>What a column holds where a server explains itself.</summary>
internal enum PlanForm
{
    /// <summary>No plan.</summary>
    None,

    /// <summary>A plan that the server has drawn itself, a row a line.</summary>
    Text,

    /// <summary>A plan for programs, which <see cref="StorageCourse.Plan.Parse"/> reads.</summary>
    Tree,
}

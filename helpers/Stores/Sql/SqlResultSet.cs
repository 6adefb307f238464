using System.Data.Common;
using System.Globalization;
using System.Net;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Stores.Sql;

/// <summary>A result set that was read: the rows to show in the server's words, the rows to keep as C# values, and how many there were.</summary>
internal sealed record SqlResultSet(
    IReadOnlyList<TableColumn> Columns,
    IReadOnlyList<IReadOnlyList<object?>> Shown,
    IReadOnlyList<IReadOnlyList<object?>> Kept,
    long Total,
    TimeSpan Elapsed)
{
    private const int LongestText = 2_000;
    private const int LongestTextOfFewRows = 100_000;
    private const int FewRows = 3;

    /// <summary>Reads the reader's current result set to its end.</summary>
    public static async Task<SqlResultSet> ReadAsync(
        DbDataReader reader, IReadOnlyList<SqlColumn> columns, int show, int keep, long started, CancellationToken cancellationToken)
    {
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

        return new([.. columns.Select(column => column.Column)], shown, kept, total, TimeProvider.System.GetElapsedTime(started));

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
        if (Columns is [{ Name: "QUERY PLAN" or "EXPLAIN" or "ANALYZE" }]) return Plan(caption);
        if (Columns is [var only] && SqlServerPlan.IsColumn(only.Name) && Shown is [[string plan]]) return Showplan(plan, caption);
        var longest = Total <= FewRows ? LongestTextOfFewRows : LongestText;
        var rows = Shown.Select(row => row.Select(value => value is string text ? Cut(text, longest) : value).ToList()).ToList();
        return new Table(Columns, rows, Total, caption).ToBundle();
    }

    // EXPLAIN is drawn with spaces.
    private Bundle Plan(string caption)
    {
        var text = string.Join('\n', Shown.Select(row => row[0]));
        return Bundle.Html($"<pre>{WebUtility.HtmlEncode(text)}</pre><div class=\"sc-note\">{WebUtility.HtmlEncode(caption)}</div>", $"{text}\n{caption}");
    }

    private static Bundle Showplan(string xml, string caption)
    {
        try
        {
            return StorageCourse.Plan.Parse(xml).ToBundle();
        }
        catch (ArgumentException)
        {
            // A newer schema than this course knows: the server's own words are better than none.
            return Bundle.Html($"<pre>{WebUtility.HtmlEncode(xml)}</pre><div class=\"sc-note\">{WebUtility.HtmlEncode(caption)}</div>", $"{xml}\n{caption}");
        }
    }

    private static string Cut(string text, int longest) => text.Length <= longest
        ? text
        : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, longest)}… ({text.Length:N0} characters)");
}

using System.Globalization;
using System.Net;
using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Display;

/// <summary>A table as every engine shows it: column types, a row count, a notice where rows were left out.</summary>
/// <param name="Columns">In order.</param>
/// <param name="Rows">The rows to show; each as long as <paramref name="Columns"/>. Null is shown as NULL.</param>
/// <param name="TotalRows">How many rows there were, at least as many as are shown; null where nobody knows (the rest was not read).</param>
/// <param name="Caption">More for the line under the table, for instance "31 ms"; may be empty.</param>
public sealed record Table(
    IReadOnlyList<TableColumn> Columns,
    IReadOnlyList<IReadOnlyList<object?>> Rows,
    long? TotalRows,
    string Caption = "") : IDisplayable
{
    private const string Style =
        "<style>.sc-table{border-collapse:collapse;font-variant-numeric:tabular-nums;display:block;max-width:100%;overflow-x:auto}"
        + ".sc-table th,.sc-table td{padding:.15em .7em;text-align:left;border-bottom:1px solid #8884;vertical-align:top;max-width:40em;overflow-wrap:break-word;white-space:pre-wrap}"
        + ".sc-table th{font-weight:600}.sc-table th small{display:block;font-weight:400;opacity:.65}"
        + ".sc-table .n{text-align:right}.sc-null{opacity:.5;font-style:italic}.sc-note{opacity:.7;font-size:90%;margin:.2em 0 .6em}</style>";

    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Html(ToHtml(), ToText());

    /// <summary>How a value stands in a cell, in invariant culture; "NULL" for null.</summary>
    public static string FormatValue(object? value) => value switch
    {
        null or DBNull => "NULL",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTime time => time.TimeOfDay == TimeSpan.Zero
            ? time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        byte[] bytes => FormatBytes(bytes),
        System.Collections.IDictionary => value.ToString() ?? "",
        System.Collections.IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Take(100).Select(FormatValue)) + "]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string FormatBytes(byte[] bytes) =>
        "0x" + Convert.ToHexStringLower(bytes.AsSpan(0, Math.Min(bytes.Length, 32))) + (bytes.Length > 32 ? $"… ({bytes.Length} bytes)" : "");

    private string Note()
    {
        var shown = Rows.Count;
        var count = TotalRows switch
        {
            null => string.Create(CultureInfo.InvariantCulture, $"first {shown:N0} rows, more were not read"),
            1 when shown == 1 => "1 row",
            var total when total == shown => string.Create(CultureInfo.InvariantCulture, $"{total:N0} rows"),
            var total => string.Create(CultureInfo.InvariantCulture, $"first {shown:N0} of {total:N0} rows"),
        };
        return Caption.Length == 0 ? count : $"{count} · {Caption}";
    }

    private string ToHtml()
    {
        var html = new StringBuilder(Style).Append("<table class=\"sc-table\"><thead><tr>");
        var numeric = NumericColumns();
        foreach (var (index, column) in Columns.Index())
        {
            html.Append(numeric[index] ? "<th class=\"n\">" : "<th>").Append(WebUtility.HtmlEncode(column.Name));
            if (column.Type.Length > 0) html.Append("<small>").Append(WebUtility.HtmlEncode(column.Type)).Append("</small>");
            html.Append("</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            foreach (var (index, value) in row.Index())
            {
                var isNull = value is null or DBNull;
                var isRight = isNull ? numeric[index] : Columns[index].IsNumeric || IsNumber(value!);
                html.Append(isRight ? "<td class=\"n\">" : "<td>")
                    .Append(isNull ? "<span class=\"sc-null\">NULL</span>" : WebUtility.HtmlEncode(FormatValue(value))).Append("</td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table><div class=\"sc-note\">").Append(WebUtility.HtmlEncode(Note())).Append("</div>").ToString();
    }

    private string ToText()
    {
        var lines = new List<string[]> { Columns.Select(column => column.Name).ToArray() };
        lines.AddRange(Rows.Select(row => row.Select(FormatValue).Select(text => text.ReplaceLineEndings(" ")).ToArray()));
        var numeric = NumericColumns();
        var widths = Columns.Select((_, i) => Math.Min(60, lines.Max(line => line[i].Length))).ToArray();
        var text = new StringBuilder();
        foreach (var line in lines)
            text.AppendJoin(" | ", line.Select((cell, i) => Fit(cell, widths[i], numeric[i]))).Append('\n');
        return text.Append(Note()).ToString();
    }

    private bool[] NumericColumns() =>
        [.. Columns.Select((column, index) => column.IsNumeric || Rows.Any(row => row[index] is { } value && IsNumber(value)))];

    private static string Fit(string cell, int width, bool right) =>
        cell.Length > width ? cell[..(width - 1)] + "…" : right ? cell.PadLeft(width) : cell.PadRight(width);

    private static bool IsNumber(object value) => value is sbyte or byte or short or ushort or int or uint or long or ulong
        or float or double or decimal or Int128 or System.Numerics.BigInteger;
}

/// <summary>A column of a <see cref="Table"/>.</summary>
/// <param name="Name">As the query names it.</param>
/// <param name="Type">The server's or C#'s name of its type; may be empty.</param>
/// <param name="IsNumeric">Values stand at the right even where they are text; C#'s numbers always do.</param>
public sealed record TableColumn(string Name, string Type, bool IsNumeric = false);

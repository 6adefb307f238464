using System.Globalization;
using System.Text.RegularExpressions;

namespace StorageCourse.Stores.Sql;

/// <summary>The line that ends a batch of Transact-SQL: GO, perhaps with how often the batch is to run, perhaps with a comment.</summary>
/// <remarks>It is no SQL: clients cut at it, and the server never sees it ("Utilities Statements - GO").</remarks>
/// <param name="Times">How often the batch before it runs.</param>
/// <param name="End">The position behind it.</param>
internal sealed partial record SqlBatchEnd(int Times, int End)
{
    /// <summary>The line GO that begins at a position, or null. The position lies in no string and no comment.</summary>
    public static SqlBatchEnd? At(string text, int at)
    {
        if (text[at] is not ('g' or 'G')) return null;
        var lineStart = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        if (!text.AsSpan(lineStart, at - lineStart).IsWhiteSpace()) return null;
        var match = Line().Match(text, at);
        if (!match.Success) return null;
        var count = match.Groups["count"];
        if (!count.Success) return new(1, match.Index + match.Length);
        return int.TryParse(count.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? new(times, match.Index + match.Length) : null;
    }

    [GeneratedRegex(@"\Ggo([ \t]+(?<count>\d+))?[ \t]*(--[^\n]*|/\*[^\n]*\*/[ \t]*)?\r?(?=\n|\z)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();
}

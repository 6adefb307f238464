using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>Terminal colours (ECMA-48, SGR) in a text.</summary>
internal static partial class Ansi
{
    /// <summary>The text without them.</summary>
    public static string Strip(string text) => text.Contains('\u001b', StringComparison.Ordinal) ? Sequence().Replace(text, "") : text;

    /// <summary>The text escaped for HTML, colours as spans of class a30 to a97, bold as a1.</summary>
    public static string ToHtml(string text)
    {
        if (!text.Contains('\u001b', StringComparison.Ordinal)) return WebUtility.HtmlEncode(text);
        var html = new StringBuilder();
        var at = 0;
        var isOpen = false;
        foreach (Match match in Sequence().Matches(text))
        {
            html.Append(WebUtility.HtmlEncode(text[at..match.Index]));
            at = match.Index + match.Length;
            if (!match.Value.EndsWith('m')) continue;
            if (isOpen) html.Append("</span>");
            var classes = ClassesOf(match.Groups["codes"].Value);
            isOpen = classes.Length > 0;
            if (isOpen) html.Append(CultureInfo.InvariantCulture, $"<span class=\"{classes}\">");
        }

        html.Append(WebUtility.HtmlEncode(text[at..]));
        return isOpen ? html.Append("</span>").ToString() : html.ToString();
    }

    private static string ClassesOf(string codes) => string.Join(' ', codes.Split(';')
        .Select(code => int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
        .Where(number => number is 1 or (>= 30 and <= 37) or (>= 90 and <= 97))
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"a{number}")));

    [GeneratedRegex("\u001b(?:\\[(?<codes>[0-9;:?]*)[ -/]*[@-~]|\\][^\u0007\u001b]*(?:\u0007|\u001b\\\\)|[@-Z\\\\-_])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Sequence();
}

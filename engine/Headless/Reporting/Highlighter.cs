using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using StorageCourse.Engine.Magics;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>Colours a cell's text by its comments, strings, numbers and keywords. It need not understand a language to make it easier to read.</summary>
internal static partial class Highlighter
{
    private static readonly HashSet<string> CSharp = Words(
        "abstract as async await base bool break byte case catch char class const continue decimal default delegate do double else enum event false finally fixed float for foreach get if in init int interface internal is lock long namespace new not null object or out override params private protected public readonly record ref required return sealed set short static string struct switch this throw true try typeof uint ulong using var virtual void when where while with yield");

    private static readonly HashSet<string> Query = Words(
        "add all alter analyze and any as asc begin between buffers by cascade case cast check cluster column commit concurrently constraint copy create cross current database default delete delimiter desc distinct drop else end escape except exists explain false fetch filter first following for foreign format from full function generated group having if ilike in include index inner insert intersect interval into is isolation join key language lateral left level like limit lock materialized natural not null nulls offset on only or order outer over partition preceding primary procedure range recursive references repeatable replace returning right rollback row rows savepoint select serializable set skip table then to transaction trigger true truncate union unique unlogged update using vacuum values view when where window with work");

    /// <summary>HTML of a cell's text, and the name of its language: what follows #! on its first line, else C#.</summary>
    public static (string Html, string Language) Highlight(string source)
    {
        var language = Magic().Match(source) is { Success: true } magic ? magic.Groups["name"].Value : "csharp";
        // A cell that only imports or asks for something goes on in C#.
        var isCSharp = CellRegistry.IsCSharp(language) || language is "import" or "requires" or "set" or "share" or "time";
        var name = isCSharp ? "csharp" : language;
        try
        {
            return (Highlight(source, isCSharp), name);
        }
        catch (RegexMatchTimeoutException)
        {
            return (WebUtility.HtmlEncode(source), name);
        }
    }

    private static string Highlight(string source, bool isCSharp)
    {
        var html = new StringBuilder(source.Length * 2);
        var at = 0;
        foreach (Match token in (isCSharp ? CSharpToken() : QueryToken()).Matches(source))
        {
            html.Append(WebUtility.HtmlEncode(source[at..token.Index]));
            at = token.Index + token.Length;
            var text = WebUtility.HtmlEncode(token.Value);
            html.Append(ClassOf(token, isCSharp) is { } name ? $"<span class=\"{name}\">{text}</span>" : text);
        }

        return html.Append(WebUtility.HtmlEncode(source[at..])).ToString();
    }

    private static string? ClassOf(Match token, bool isCSharp) =>
        token.Groups["magic"].Success ? "m"
        : token.Groups["comment"].Success ? "c"
        : token.Groups["string"].Success ? "s"
        : token.Groups["number"].Success ? "n"
        : (isCSharp ? CSharp.Contains(token.Value) : Query.Contains(token.Value.ToLowerInvariant())) ? "k"
        : null;

    private static HashSet<string> Words(string words) => [.. words.Split(' ')];

    [GeneratedRegex("^\\s*#!(?<name>\\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Magic();

    [GeneratedRegex("""(?<magic>^\#[!\w].*$)|(?<comment>//.*$|/\*[\s\S]*?\*/)|(?<string>\$*"{3,}[\s\S]*?"{3,}|[$@]*@[$@]*"(?:[^"]|"")*"|\$?"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')|(?<number>\b\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?[a-zA-Z]*\b)|(?<word>\b[A-Za-z_]\w*\b)""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex CSharpToken();

    [GeneratedRegex("""(?<magic>^\#!.*$)|(?<comment>--.*$|/\*[\s\S]*?\*/|^\s*\#.*$)|(?<string>'(?:[^']|'')*'|"(?:[^"\\\n]|\\.)*")|(?<number>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>\b[A-Za-z_]\w*\b)""", RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 2000)]
    private static partial Regex QueryToken();
}

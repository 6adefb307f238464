using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>Markdown as front ends of notebooks render it: GitHub's dialect, HTML let through.</summary>
internal static class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoLinks().UseTaskLists().UseFootnotes().UseAlertBlocks()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseAutoIdentifiers(Markdig.Extensions.AutoIdentifiers.AutoIdentifierOptions.GitHub)
        .Build();

    /// <summary>The text as HTML.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="link">What becomes of a relative link; null leaves it.</param>
    public static string Of(string markdown, Func<string, string>? link = null)
    {
        var document = Parse(markdown);
        foreach (var each in document.Descendants<LinkInline>())
        {
            if (link is not null && each.Url is { Length: > 0 } url && !url.StartsWith('#') && !url.StartsWith('/') && !Uri.TryCreate(url, UriKind.Absolute, out _)) each.Url = link(url);
        }

        return document.ToHtml(Pipeline);
    }

    /// <summary>The headings of one level with their anchors.</summary>
    public static IEnumerable<(string Anchor, string Text)> Headings(string markdown, int level) =>
        from heading in Parse(markdown).Descendants<HeadingBlock>()
        where heading.Level == level && heading.TryGetAttributes()?.Id is not null
        select (heading.GetAttributes().Id!, string.Concat(heading.Inline?.Descendants().Select(inline => inline switch
        {
            LiteralInline literal => literal.Content.ToString(),
            CodeInline code => code.Content,
            _ => "",
        }) ?? []));

    private static MarkdownDocument Parse(string markdown) => Markdown.Parse(markdown, Pipeline);
}

using System.Net;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>A chapter of the same run, as pages link to it.</summary>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="Title">Its first heading.</param>
internal sealed record NotebookLink(string Name, string Title);

/// <summary>What all pages share: one file that needs no other, readable in light and dark.</summary>
internal static class HtmlShell
{
    private static readonly Lazy<string> Style = new(() =>
    {
        using var reader = new StreamReader(typeof(HtmlShell).Assembly.GetManifestResourceStream("page.css")!);
        return reader.ReadToEnd();
    });

    /// <summary>A whole page.</summary>
    /// <param name="title">Plain text.</param>
    /// <param name="body">HTML.</param>
    public static string Page(string title, string body) => $"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{Text(title)}</title>
        <style>
        {Style.Value}</style>
        </head>
        <body>
        {body}
        </body>
        </html>

        """;

    /// <summary>Plain text in HTML.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>The class that colours a status: "not-run".</summary>
    public static string Class(string status) => status.Replace(' ', '-');
}

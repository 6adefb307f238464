namespace StorageCourse.Host;

/// <summary>One output in several forms, of which a front end shows the richest that it knows. By MIME type; JSON types hold JSON text.</summary>
public sealed record Bundle(IReadOnlyDictionary<string, string> Data)
{
    /// <summary>Plain text alone.</summary>
    public static Bundle Text(string text) => new(new Dictionary<string, string> { [MimeType.Text] = text });

    /// <summary>HTML with the plain text for those who can't see it. The caller escapes what has to be escaped.</summary>
    public static Bundle Html(string html, string text) => Text(text).With(MimeType.Html, html);

    /// <summary>Markdown, as a front end renders it.</summary>
    public static Bundle Markdown(string markdown) => Text(markdown).With(MimeType.Markdown, markdown);

    /// <summary>The same bundle with one more form.</summary>
    public Bundle With(string mimeType, string content) => new(new Dictionary<string, string>(Data) { [mimeType] = content });
}

/// <summary>The MIME types that pass the seam.</summary>
public static class MimeType
{
    /// <summary>text/plain</summary>
    public const string Text = "text/plain";

    /// <summary>text/html</summary>
    public const string Html = "text/html";

    /// <summary>text/markdown</summary>
    public const string Markdown = "text/markdown";

    /// <summary>A Plotly figure: {"data": […], "layout": {…}}.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>An <see cref="Outcome"/> or an array of them, for the runner's report; front ends ignore it.</summary>
    public const string Outcome = "application/vnd.storage-course.outcome+json";

    /// <summary>Whether the content is JSON, and travels as JSON rather than as text that holds it.</summary>
    public static bool IsJson(string type) => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);
}

/// <summary>A value that knows how it is shown, in every engine.</summary>
public interface IDisplayable
{
    /// <summary>The forms in which it can be shown.</summary>
    Bundle ToBundle();
}

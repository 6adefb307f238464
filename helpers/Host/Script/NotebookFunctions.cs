using System.Net;

namespace StorageCourse.Host.Script;

/// <summary>
/// What a C# cell may call without a name before it. Only our engine opens this class in its submissions: on
/// .NET Interactive the same names come from that engine.
/// </summary>
#pragma warning disable CA1708
public static class NotebookFunctions
#pragma warning restore CA1708
{
#pragma warning disable IDE1006, CA1707 // The names are those of .NET Interactive.
    /// <summary>Shows a value under the cell.</summary>
    /// <param name="value">Anything.</param>
    /// <param name="mimeTypes">The forms wanted, for instance "text/html"; none: all that there are.</param>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => new(value, mimeTypes);

    /// <summary>Marks a text as HTML: it is shown as it stands, not escaped.</summary>
    public static HtmlText HTML(string html) => new(html);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string css) => CourseHost.Current.Display(Bundle.Html($"<style>{css}</style>", ""));

    /// <summary>Runs a script in the front end, where that allows it.</summary>
    public static void Javascript(string script) => CourseHost.Current.Display(Bundle.Html($"<script>{script}</script>", ""));
#pragma warning restore IDE1006, CA1707

    /// <summary>Shows a value under the cell.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => new(value, mimeTypes);

    /// <summary>Shows a value in one form, for instance "text/html": a string is then taken to be in that form.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        new(new Bundle(new Dictionary<string, string> { [mimeType] = value }), []);

#pragma warning disable CA1034 // Nested, so that cells know them by their names alone, as on .NET Interactive.
    /// <summary>A formula in LaTeX with its surroundings: shown as it is typeset.</summary>
    public sealed record LaTeXString(string Text) : IDisplayable
    {
        /// <inheritdoc/>
        public Bundle ToBundle() => Bundle.Text(Text).With("text/latex", Text);

        /// <summary>The text as a formula.</summary>
        public static explicit operator LaTeXString(string text) => new(text);
    }

    /// <summary>A formula in LaTeX alone, without the dollars around it.</summary>
    public sealed record MathString(string Text) : IDisplayable
    {
        /// <inheritdoc/>
        public Bundle ToBundle() => Bundle.Text(Text).With("text/latex", $"$${Text}$$");

        /// <summary>The text as a formula.</summary>
        public static explicit operator MathString(string text) => new(text);
    }
#pragma warning restore CA1034

    /// <summary>Asks for a line of text.</summary>
    /// <exception cref="InvalidOperationException">Nobody can answer (a headless run).</exception>
    public static Task<string> GetInputAsync(string prompt = "") => CourseHost.Current.AskAsync(prompt);

    /// <summary>Asks for a line of text that is hidden while it is typed.</summary>
    /// <exception cref="InvalidOperationException">Nobody can answer (a headless run).</exception>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") => new(await CourseHost.Current.AskAsync(prompt, isSecret: true));

    /// <summary>Removes what the cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CourseHost.Current.ClearOutput(wait);

    /// <summary>Shows a sequence as a table.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> rows) => new(rows, []);
}

/// <summary>A text that no output shows.</summary>
public sealed class PasswordString
{
    private readonly string text;

    internal PasswordString(string text) => this.text = text;

    /// <summary>The text itself.</summary>
    public string GetClearTextPassword() => text;

    /// <summary>Dots.</summary>
    public override string ToString() => new('•', text.Length);
}

/// <summary>A text that is HTML.</summary>
public sealed record HtmlText(string Html) : IDisplayable
{
    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Html(Html, Html);

    /// <inheritdoc/>
    public override string ToString() => Html;

    /// <summary>HTML that shows the text as it stands.</summary>
    public static HtmlText Escape(string text) => new(WebUtility.HtmlEncode(text));
}

/// <summary>A value that is on show.</summary>
public sealed class DisplayedValue
{
    private readonly IDisplayed displayed;
    private readonly string[] mimeTypes;

    internal DisplayedValue(object? value, string[] mimeTypes)
    {
        this.mimeTypes = mimeTypes;
        displayed = CourseHost.Current.Display(Bundle(value));
    }

    /// <summary>Shows another value in its place.</summary>
    public void Update(object? value) => displayed.Update(Bundle(value));

    private Bundle Bundle(object? value)
    {
        if (mimeTypes is [var only] && value is string text) return new Bundle(new Dictionary<string, string> { [only] = text });
        var bundle = CourseHost.Current.Format(value);
        if (mimeTypes.Length == 0) return bundle;
        var wanted = bundle.Data.Where(form => mimeTypes.Contains(form.Key)).ToDictionary();
        return wanted.Count > 0
            ? new Bundle(wanted)
            : throw new InvalidOperationException($"expected one of {string.Join(", ", bundle.Data.Keys)}, got {string.Join(", ", mimeTypes)}");
    }
}

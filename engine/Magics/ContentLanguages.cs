using System.Net;
using StorageCourse.Host;

namespace StorageCourse.Engine.Magics;

/// <summary>The languages whose cells are shown as they stand: html, markdown, mermaid, javascript; and value, which keeps its text in a variable.</summary>
internal static class ContentLanguages
{
    /// <summary>All of them.</summary>
    public static IEnumerable<ICellLanguage> All =>
    [
        new ContentLanguage("html", "shows the cell as HTML", text => Bundle.Html(text, text)),
        new ContentLanguage("markdown", "shows the cell as Markdown", Bundle.Markdown),
        new ContentLanguage("mermaid", "shows the cell as a Mermaid diagram", Mermaid),
        new ContentLanguage("javascript", "runs the cell in the front end", text => Bundle.Html($"<script>{text}</script>", text)),
        new ValueLanguage(),
    ];

    // Front ends that know Mermaid draw the fence or the MIME type; the others show the diagram's source.
    private static Bundle Mermaid(string text) => Bundle.Text(text)
        .With("text/vnd.mermaid", text)
        .With(MimeType.Markdown, $"```mermaid\n{text}\n```")
        .With(MimeType.Html, $"<pre class=\"mermaid\">{WebUtility.HtmlEncode(text)}</pre>");

    private sealed class ContentLanguage(string name, string description, Func<string, Bundle> show) : ICellLanguage
    {
        public string Name => name;

        public IReadOnlyList<string> Aliases => name == "javascript" ? ["js"] : [];

        public string Description => description;

        public IReadOnlyList<CellOption> Options => [];

        public Task RunAsync(CellSubmission submission, IHost host, CancellationToken cancellationToken)
        {
            host.Display(show(submission.Text));
            return Task.CompletedTask;
        }

        public Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken) =>
            Task.FromResult(CellCompletions.None(position));
    }

    private sealed class ValueLanguage : ICellLanguage
    {
        public string Name => "value";

        public IReadOnlyList<string> Aliases => [];

        public string Description => "keeps the cell's text, or a file's, in a variable";

        public IReadOnlyList<CellOption> Options =>
        [
            new("--name", "the variable"), new("--from-file", "a file to read instead of the cell's text"), new("--from-url", "an address to read from instead"),
            new("--mime-type", "shows the text at once, as text/html, text/markdown, …"),
        ];

        public async Task RunAsync(CellSubmission submission, IHost host, CancellationToken cancellationToken)
        {
            var name = submission.Option("--name") ?? throw new CellException("Usage", "expected #!value --name VARIABLE");
            var text = submission.Text;
            if (submission.Option("--from-file") is { } file)
            {
                if (!File.Exists(file)) throw new CellException("FileNotFound", $"expected a file at {file} (relative to {Directory.GetCurrentDirectory()}), but there is none");
                text = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            }

            if (submission.Option("--from-url") is { } address) text = await ReadAsync(address, cancellationToken).ConfigureAwait(false);
            host.SetVariable(name, text, typeof(string));
            if (submission.Option("--mime-type") is { } type) host.Display(new Bundle(new Dictionary<string, string> { [type] = text }));
        }

        public Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken) =>
            Task.FromResult(CellCompletions.None(position));

        private static async Task<string> ReadAsync(string address, CancellationToken cancellationToken)
        {
            using var client = new HttpClient();
            try
            {
                return await client.GetStringAsync(new Uri(address), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpRequestException or UriFormatException)
            {
                throw new CellException("NotReadable", $"expected text at {address}, but: {e.Message}");
            }
        }
    }
}

using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using StorageCourse.DotNetInteractive;
using StorageCourse.Host;

namespace StorageCourse.Tests.DotNetInteractive;

/// <summary>.NET Interactive with the course's host, as a front end sees it. One at a time: formats and #!requires are of the process.</summary>
internal sealed class InteractiveEngine : IDisposable
{
    private readonly CompositeKernel root = new CompositeKernel { new CSharpKernel().UseKernelHelpers() }.UseImportMagicCommand();

    public InteractiveEngine()
    {
        root.DefaultKernelName = "csharp";
        Host = new DotNetInteractiveHost(root);
    }

    public IHost Host { get; }

    /// <summary>Adds <c>#!words</c>, which runs this.</summary>
    public void Add(Func<CellSubmission, IHost, Task> run) => Host.Register(new WordLanguage(run));

    public async Task<InteractiveRun> RunAsync(string code) => new((await SendAsync(new SubmitCode(code))).Events);

    public Task<KernelCommandResult> SendAsync(KernelCommand command) => root.SendAsync(command, TestContext.Current.CancellationToken);

    public void Dispose() => root.Dispose();
}

/// <summary>What a cell did.</summary>
internal sealed record InteractiveRun(IReadOnlyList<KernelEvent> Events)
{
    /// <summary>The message of the failure, or null.</summary>
    public string? Error => Events.OfType<CommandFailed>().LastOrDefault()?.Message;

    /// <summary>What it showed, in this form, results and updates among it.</summary>
    public IReadOnlyList<string> Shown(string mimeType) =>
        [.. Events.OfType<DisplayEvent>().SelectMany(shown => shown.FormattedValues).Where(form => form.MimeType == mimeType).Select(form => form.Value)];
}

/// <summary>A language with an option, a switch and an alias.</summary>
internal sealed class WordLanguage(Func<CellSubmission, IHost, Task> run) : ICellLanguage
{
    public string Name => "words";

    public IReadOnlyList<string> Aliases => ["mots"];

    public string Description => "words of a test";

    public IReadOnlyList<CellOption> Options => [new("--name", "names the result"), new("--loud", "is loud", TakesValue: false)];

    public Task RunAsync(CellSubmission submission, IHost host, CancellationToken cancellationToken) => run(submission, host);

    public Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken) =>
        Task.FromResult(new CellCompletions(position - 2, position, [new CellCompletion("seldom", "keyword", "not often")]));
}

using System.Diagnostics;
using System.Globalization;
using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Display;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Magics;
using StorageCourse.Host;
using StorageCourse.Host.Script;

namespace StorageCourse.Engine.Session;

/// <summary>One notebook's session: takes a cell apart, and hands each part to its language.</summary>
internal sealed class NotebookSession : ISession, ICellRunner
{
    private readonly CSharpSession csharp;
    private readonly CellRegistry registry = new();
    private readonly EngineHost host;

    public NotebookSession()
    {
        var packages = new PackageRestore(PackageCatalogue.Load(CourseEnvironment.RootFolder), text => CellScope.Current?.Output.Stdout(text));
        csharp = new CSharpSession(packages);
        host = new EngineHost(csharp, registry);
        foreach (var language in ContentLanguages.All) registry.Add(language);
        IMagic[] magics =
        [
            new SetMagic(host), new ShareMagic(host), new WhosMagic(host, "whos"), new WhosMagic(host, "who"), new LsMagic(host, registry),
            new AboutMagic(host), new RequiresMagic(registry), new ImportMagic(this), new TimeMagic(),
        ];
        foreach (var magic in magics) registry.Add(magic);
        registry.Add(new EngineRequirement(host));
        registry.Add(new PackageRequirement(packages));
        CourseHost.Current = host;
        CellInterrupt.ConcernsCaller = () => CellScope.IsInterrupted;
    }

    /// <summary>Compiles something small, so that the first cell finds a warm compiler.</summary>
    public Task WarmUpAsync() => csharp.WarmUpAsync();

    /// <inheritdoc/>
    public async Task<ExecutionResult> ExecuteAsync(ExecutionRequest request, ICellOutput output, CancellationToken interrupt)
    {
        var context = new SourceContext($"cell {request.ExecutionCount}", Directory.GetCurrentDirectory());
        new CellScope(output, interrupt).Enter();
        try
        {
            var (hasValue, value) = await RunAsync(request.Code.ReplaceLineEndings("\n"), context, interrupt).ConfigureAwait(false);
            return new ExecutionResult(hasValue ? ValueFormatter.Format(value) : null);
        }
        catch (CellSkippedException skip)
        {
            var outcome = new Outcome(OutcomeKind.Skip, skip.Requirement, OutcomeStatus.Skipped, $"needs {skip.Requirement}", skip.Message);
            output.Display(SkipNotice.Render(outcome));
            return new ExecutionResult();
        }
        catch (Exception exception)
        {
            if (exception is InterruptedException { LeftBehind: true })
                output.Stderr("The cell's code could not be stopped: it waits in native code, or in a finally block. It was left behind; the session goes on.\n");
            return new ExecutionResult(Error: ErrorReport.For(exception, request.Code, context.Path, interrupt));
        }
    }

    /// <inheritdoc/>
    public async Task<(bool HasValue, object? Value)> RunAsync(string code, SourceContext context, CancellationToken interrupt)
    {
        (bool HasValue, object? Value) result = default;
        Stopwatch? clock = null;
        foreach (var part in Locate(context, () => CellParser.Parse(code, registry)))
        {
            interrupt.ThrowIfCancellationRequested();
            try
            {
                switch (part)
                {
                    case MagicPart { Magic: TimeMagic }:
                        clock = Stopwatch.StartNew();
                        break;
                    case UnknownPart unknown:
                        throw unknown.Error;
                    case MagicPart magic:
                        await magic.Magic.RunAsync(new MagicCall(magic.Arguments, magic.Options, context), interrupt).ConfigureAwait(false);
                        break;
                    case TextPart { Language: { } language } text:
                        await RunAsync(language, text, interrupt).ConfigureAwait(false);
                        break;
                    case TextPart text:
                        // Blank lines in place of what stood before keep the line numbers of the cell.
                        result = await csharp.RunAsync(new string('\n', text.FirstLine - 1) + text.Text, context.Path, context.Folder, interrupt).ConfigureAwait(false);
                        break;
                }
            }
            catch (CellException exception) when (exception.Line is { } line && part is TextPart)
            {
                throw new CellException(exception.ErrorName, exception.Message, line + part.FirstLine - 1, exception.Column, exception.InnerException);
            }
            catch (CellException exception) when (exception.Line is null && part is MagicPart)
            {
                throw new CellException(exception.ErrorName, exception.Message, part.FirstLine, null, exception.InnerException);
            }
        }

        if (clock is not null)
            CellScope.Current?.Output.Stdout(string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.###} ms\n"));
        return result;
    }

    /// <inheritdoc/>
    public Completeness IsComplete(string code)
    {
        if (code.StartsWith("#!", StringComparison.Ordinal)) return Completeness.Complete;
        var tree = SubmissionCompiler.Parse(code, "input");
        if (!Microsoft.CodeAnalysis.CSharp.SyntaxFactory.IsCompleteSubmission(tree)) return Completeness.Incomplete;
        return tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error)
            ? Completeness.Invalid
            : Completeness.Complete;
    }

    /// <inheritdoc/>
    public Task<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken) =>
        new CellCompleter(csharp, registry, host).CompleteAsync(code, position, cancellationToken);

    /// <inheritdoc/>
    public Task<Bundle?> InspectAsync(string code, int position, CancellationToken cancellationToken) =>
        Task.FromResult(new CellCompleter(csharp, registry, host).Inspect(code, position));

    private async Task RunAsync(ICellLanguage language, TextPart text, CancellationToken interrupt)
    {
        try
        {
            await language.RunAsync(new CellSubmission(text.Text, text.Options, text.FirstLine), host, interrupt).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            throw new InterruptedException(leftBehind: false);
        }
    }

    /// <summary>An error in an imported file names that file.</summary>
    private static T Locate<T>(SourceContext context, Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (CellException exception) when (Path.IsPathRooted(context.Path))
        {
            throw new CellException(exception.ErrorName, $"{context.Path}, line {exception.Line}: {exception.Message}", inner: exception);
        }
    }
}

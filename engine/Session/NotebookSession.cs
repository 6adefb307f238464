using System.Diagnostics;
using System.Globalization;
using StorageCourse.Display;
using StorageCourse.Engine.Completion;
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
    private readonly SkippedNames skipped = new();
    private readonly EngineHost host;

    public NotebookSession()
    {
        var packages = new PackageRestore(text => CellScope.Current?.Output.Stdout(text));
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

    /// <summary>Compiles something small and completes a word, so that the first cell and the first completion find a warm compiler.</summary>
    public async Task WarmUpAsync()
    {
        await csharp.WarmUpAsync().ConfigureAwait(false);
        await CompleteAsync("Console.", 8, CancellationToken.None).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<ExecutionResult> ExecuteAsync(ExecutionRequest request, ICellOutput output, CancellationToken interrupt)
    {
        var context = new SourceContext($"cell {request.ExecutionCount}", Directory.GetCurrentDirectory());
        new CellScope(output, interrupt).Enter();
        IReadOnlyList<CellPart> parts = [];
        try
        {
            parts = Parse(request.Code.ReplaceLineEndings("\n"), context);
            var (hasValue, value) = await RunAsync(parts, context, interrupt).ConfigureAwait(false);
            return new ExecutionResult(hasValue ? await FormatAsync(value, interrupt).ConfigureAwait(false) : null);
        }
        catch (Exception exception) when (Unwrapped(exception) is CellSkippedException skip)
        {
            output.Display(SkipNotice.Render(skip));
            foreach (var part in parts.OfType<TextPart>()) skipped.Add(part, skip);
            return new ExecutionResult();
        }
        catch (Exception exception)
        {
            if (exception is InterruptedException { LeftBehind: true })
                output.Stderr("The cell's code could not be stopped: it is in native code, in a finally block, or in a library's own loop. It was left behind; the session goes on.\n");
            return new ExecutionResult(Error: ErrorReport.For(exception, request.Code, context.Path, new CompilerHelp(csharp, registry).For, interrupt));
        }
    }

    /// <inheritdoc/>
    public Task<(bool HasValue, object? Value)> RunAsync(string code, SourceContext context, CancellationToken interrupt) =>
        RunAsync(Parse(code, context), context, interrupt);

    private async Task<(bool HasValue, object? Value)> RunAsync(IReadOnlyList<CellPart> parts, SourceContext context, CancellationToken interrupt)
    {
        (bool HasValue, object? Value) result = default;
        Stopwatch? clock = null;
        foreach (var part in parts)
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
                    case TextPart text:
                        var declared = skipped.ThrowIfUsed(text);
                        // Blank lines in place of what stood before keep the line numbers of the cell.
                        if (text.Language is { } language) await RunAsync(language, text, interrupt).ConfigureAwait(false);
                        else result = await csharp.RunAsync(new string('\n', text.FirstLine - 1) + text.Text, context.Path, context.Folder, interrupt).ConfigureAwait(false);
                        skipped.Remove(declared);
                        break;
                }
            }
            catch (CellException exception) when (part is TextPart { Language: not null } && context.IsImported)
            {
                throw At(context, exception.Line, exception.Column, exception);
            }
            catch (CellException exception) when (part is TextPart { Language: null } && exception.Line is not null)
            {
                // A line of what the C# code ran, which is not on show here.
                throw new CellException(exception.ErrorName, exception.Message, inner: exception.InnerException);
            }
            catch (CellException exception) when (part is MagicPart && exception.Line is null)
            {
                throw At(context, part.FirstLine, null, exception);
            }
        }

        if (clock is not null)
            CellScope.Current?.Output.Stdout(string.Create(CultureInfo.InvariantCulture, $"Wall time: {clock.Elapsed.TotalMilliseconds:0.###} ms\n"));
        return result;
    }

    /// <inheritdoc/>
    public Completeness IsComplete(string code)
    {
        TextPart? last;
        try
        {
            last = CellParser.Parse(code, registry) is [.., TextPart text] ? text : null;
        }
        catch (CellException)
        {
            // A magic that is written wrongly: its error says how it is written.
            return Completeness.Complete;
        }

        if (last is null) return Completeness.Complete;
        // What ends a statement of another language the engine does not know: a semicolon does in most, an empty line in a console.
        if (last.Language is not null) return last.Text.TrimEnd(' ') is [.., ';' or '\n'] ? Completeness.Complete : Completeness.Incomplete;
        var tree = SubmissionCompiler.Parse(last.Text, "input");
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
        new CellCompleter(csharp, registry, host).InspectAsync(code, position, cancellationToken);

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

    private IReadOnlyList<CellPart> Parse(string code, SourceContext context)
    {
        try
        {
            return CellParser.Parse(code, registry);
        }
        catch (CellException exception)
        {
            throw At(context, exception.Line ?? 1, exception.Column, exception);
        }
    }

    /// <summary>The same error with its place: a line of the notebook's cell, or one of an imported file, which the message then names.</summary>
    private static CellException At(SourceContext context, int? line, int? column, CellException exception) => context.IsImported
        ? new CellException(
            exception.ErrorName,
            string.Create(CultureInfo.InvariantCulture, $"{context.Path}{(line is null ? "" : ", line ")}{line}: {exception.Message}"),
            inner: exception.InnerException)
        : new CellException(exception.ErrorName, exception.Message, line, column, exception.InnerException);

    /// <summary>Formatting runs the cell's code, too: getters, and sequences that are computed when they are read.</summary>
    private static async Task<Bundle> FormatAsync(object? value, CancellationToken interrupt)
    {
        if (ValueText.IsScalar(value)) return ValueFormatter.Format(value);
        var bundle = await InterruptibleRun.RunAsync(() => Task.FromResult<object?>(ValueFormatter.Format(value)), interrupt).ConfigureAwait(false);
        interrupt.ThrowIfCancellationRequested();
        return (Bundle)bundle!;
    }

    private static Exception Unwrapped(Exception exception) => exception is AggregateException { InnerExceptions: [var only] } ? Unwrapped(only) : exception;
}

using System.Globalization;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.DotNetInteractive;

/// <summary>A cell language of the course as a kernel of .NET Interactive: the cells that begin with <c>#!NAME</c> are its submissions.</summary>
internal sealed class StoreKernel : Kernel, IKernelCommandHandler<SubmitCode>, IKernelCommandHandler<RequestCompletions>
{
    private readonly IHost host;

    private StoreKernel(ICellLanguage language, IHost host) : base(language.Name)
    {
        (Language, this.host) = (language, host);
        KernelInfo.LanguageName = language.ColouredAs;
        KernelInfo.DisplayName = $"{language.Name} - {language.Description}";
        AddOptions(KernelSpecifierDirective);
    }

    /// <summary>What runs the cells; replaced when the first cell runs again.</summary>
    public ICellLanguage Language { get; set; }

    /// <summary>Adds the language to the engine under its name and aliases.</summary>
    public static StoreKernel AddTo(CompositeKernel root, ICellLanguage language, IHost host)
    {
        var kernel = new StoreKernel(language, host);
        root.Add(kernel, language.Aliases);
        foreach (var alias in root.KernelInfo.SupportedDirectives.OfType<KernelSpecifierDirective>().Where(directive => language.Aliases.Contains(directive.Name[2..])))
            kernel.AddOptions(alias);
        return kernel;
    }

    async Task IKernelCommandHandler<SubmitCode>.HandleAsync(SubmitCode command, KernelInvocationContext context)
    {
        try
        {
            var submission = new CellSubmission(command.Code.ReplaceLineEndings("\n"), Options(command), FirstLine(command, context));
            await Language.RunAsync(submission, host, context.CancellationToken);
        }
        catch (CellSkippedException skip)
        {
            host.Display(SkipNotice.Render(skip));
        }
        catch (CellException error)
        {
            var line = error.Line is { } given ? string.Create(CultureInfo.InvariantCulture, $" (line {given})") : "";
            context.Fail(command, message: $"{error.ErrorName}: {error.Message}{line}");
        }
        catch (OperationCanceledException)
        {
            context.Fail(command, message: "the cell was interrupted");
        }
    }

    async Task IKernelCommandHandler<RequestCompletions>.HandleAsync(RequestCompletions command, KernelInvocationContext context)
    {
        var lines = command.Code.Split('\n');
        var position = lines.Take(command.LinePosition.Line).Sum(line => line.Length + 1) + command.LinePosition.Character;
        var found = await Language.CompleteAsync(command.Code, position, host, context.CancellationToken);
        var items = found.Items.Select(item => new CompletionItem(item.Text, item.Kind, insertText: item.Text, documentation: item.Documentation)).ToArray();
        context.Publish(new CompletionsProduced(items, command, new LinePositionSpan(At(found.Start), At(found.End))));

        LinePosition At(int offset)
        {
            var before = command.Code[..offset];
            return new LinePosition(before.Count(c => c == '\n'), offset - before.LastIndexOf('\n') - 1);
        }
    }

    private void AddOptions(KernelDirective directive)
    {
        foreach (var option in Language.Options)
            directive.Parameters.Add(new KernelDirectiveParameter(option.Name, option.Description) { Flag = !option.TakesValue });
    }

    // The engine keeps quotes, and says of each switch whether it was given.
    private Dictionary<string, string> Options(SubmitCode command)
    {
        var switches = Language.Options.Where(option => !option.TakesValue).Select(option => option.Name).ToArray();
        return command.Parameters
            .Where(option => !switches.Contains(option.Key) || option.Value == "True")
            .ToDictionary(option => option.Key, option => switches.Contains(option.Key) ? "" : option.Value.Trim('"', '\''));
    }

    // The engine doesn't say where in the cell the text stood.
    private static int FirstLine(SubmitCode command, KernelInvocationContext context)
    {
        if (context.Command is not SubmitCode cell) return 1;
        var start = cell.Code.IndexOf(command.Code, StringComparison.Ordinal);
        return start <= 0 ? 1 : cell.Code[..start].Count(c => c == '\n') + 1;
    }
}

using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Magics;
using StorageCourse.Host;

namespace StorageCourse.Engine.Completion;

/// <summary>What could stand at a place of a cell, and what stands there: magics and their options, files, C#, or what the cell's language says.</summary>
internal sealed class CellCompleter(CSharpSession csharp, CellRegistry registry, IHost host)
{
    /// <summary>Completions at a position.</summary>
    public async Task<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken)
    {
        position = Math.Clamp(position, 0, code.Length);
        var text = new CellText(code, registry);
        var lineStart = text.LineStart(position);
        if (code.AsSpan(lineStart).StartsWith("#!")) return new MagicCompletion(registry, host).Complete(code, lineStart, position);
        if (text.LanguageAt(lineStart) is { } language) return await CompleteAsync(language, code, position, cancellationToken).ConfigureAwait(false);
        if (PathCompletion.InDirective(code, lineStart, position) is { } files) return files;
        return CSharpCompletion.Complete(csharp, text.OnlyCSharp(), position, cancellationToken);
    }

    /// <summary>What stands at a position, or null.</summary>
    public async Task<Bundle?> InspectAsync(string code, int position, CancellationToken cancellationToken)
    {
        position = Math.Clamp(position, 0, code.Length);
        var text = new CellText(code, registry);
        var lineStart = text.LineStart(position);
        if (code.AsSpan(lineStart).StartsWith("#!")) return new MagicCompletion(registry, host).Inspect(code, lineStart, text.LineEnd(position), position);
        if (text.LanguageAt(lineStart) is not { } language) return CSharpInspection.Inspect(csharp, text.OnlyCSharp(), position, cancellationToken);

        // What the language would offer in the place of the whole word, that it knows.
        var (start, end) = Words.Around(code, position);
        if (start == end) return null;
        var offered = await CompleteAsync(language, code, end, cancellationToken).ConfigureAwait(false);
        var word = code[offered.Start..end];
        return offered.Items.FirstOrDefault(item => item.Text.Equals(word, StringComparison.OrdinalIgnoreCase)) is { Documentation: { } documentation } found
            ? Bundle.Text($"{found.Text} ({found.Kind})\n{documentation}")
            : null;
    }

    private async Task<CellCompletions> CompleteAsync((ICellLanguage Language, int Start) at, string code, int position, CancellationToken cancellationToken)
    {
        var inner = await at.Language.CompleteAsync(code[at.Start..], position - at.Start, host, cancellationToken).ConfigureAwait(false);
        return inner with { Start = inner.Start + at.Start, End = inner.End + at.Start };
    }
}

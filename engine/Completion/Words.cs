using StorageCourse.Host;

namespace StorageCourse.Engine.Completion;

/// <summary>Words in a text, and the completions that begin like one.</summary>
internal static class Words
{
    /// <summary>Where the word before a position begins.</summary>
    public static int StartOf(string code, int position)
    {
        while (position > 0 && IsPart(code[position - 1])) position--;
        return position;
    }

    /// <summary>The word that a position is in or touches.</summary>
    public static (int Start, int End) Around(string code, int position)
    {
        var start = StartOf(code, position);
        while (position < code.Length && IsPart(code[position])) position++;
        return (start, position);
    }

    /// <summary>Those that begin with what is typed, the variables first and the keywords last.</summary>
    public static CellCompletions Matching(IEnumerable<CellCompletion> items, string code, int start, int position)
    {
        var typed = code[start..position];
        return new CellCompletions(start, position,
        [
            .. items.Where(item => item.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .OrderBy(item => item.Kind switch { "variable" => 0, "keyword" => 2, _ => 1 })
                .ThenBy(item => item.Text, StringComparer.OrdinalIgnoreCase),
        ]);
    }

    private static bool IsPart(char character) => char.IsLetterOrDigit(character) || character == '_';
}

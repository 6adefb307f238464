using StorageCourse.Engine.Magics;
using StorageCourse.Host;

namespace StorageCourse.Engine.Completion;

/// <summary>A cell as it is being written: it need not be right, so nothing here throws.</summary>
internal sealed class CellText(string code, CellRegistry registry)
{
    /// <summary>The text.</summary>
    public string Code { get; } = code;

    /// <summary>The start of the line of a position.</summary>
    public int LineStart(int position) => position == 0 ? 0 : Code.LastIndexOf('\n', position - 1) + 1;

    /// <summary>The end of the line of a position, before its line break.</summary>
    public int LineEnd(int position) => Code.IndexOf('\n', position) is >= 0 and var end ? end : Code.Length;

    /// <summary>The language whose text holds a position, and where that text begins; null for C#.</summary>
    public (ICellLanguage Language, int Start)? LanguageAt(int position)
    {
        (ICellLanguage Language, int Start)? current = null;
        foreach (var (start, end, name) in Lines())
        {
            if (start >= position) break;
            if (name is null) continue;
            if (registry.FindLanguage(name) is { } language) current = (language, Math.Min(end + 1, Code.Length));
            else if (CellRegistry.IsCSharp(name)) current = null;
        }

        return current;
    }

    /// <summary>Magic lines, and text of other languages, blanked: what remains is C# at its own place.</summary>
    public string OnlyCSharp()
    {
        var text = Code.ToCharArray();
        var isCSharp = true;
        foreach (var (start, end, name) in Lines())
        {
            if (name is not null && registry.FindLanguage(name) is not null) isCSharp = false;
            else if (name is not null && CellRegistry.IsCSharp(name)) isCSharp = true;
            if (name is not null || !isCSharp) text.AsSpan(start, end - start).Fill(' ');
        }

        return new string(text);
    }

    /// <summary>Where each line begins and ends, and the word after its #!, if it begins so.</summary>
    private IEnumerable<(int Start, int End, string? Name)> Lines()
    {
        for (var start = 0; start < Code.Length;)
        {
            var end = LineEnd(start);
            yield return (start, end, Code.AsSpan(start).StartsWith("#!") ? Code[(start + 2)..end].Split(' ', 2)[0].TrimEnd('\r') : null);
            start = end + 1;
        }
    }
}

using System.IO.Enumeration;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>The cells that ran in this process, for consoles that walk through them.</summary>
internal sealed class History
{
    private readonly List<(int Line, string Code)> entries = [];

    /// <summary>Remembers a cell.</summary>
    public void Add(int line, string code)
    {
        lock (entries) entries.Add((line, code));
    }

    /// <summary>The last cells.</summary>
    public IReadOnlyList<(int Line, string Code)> Tail(int last) => [.. All().TakeLast(last)];

    /// <summary>The cells from one number to before another.</summary>
    public IReadOnlyList<(int Line, string Code)> Range(int start, int stop) => [.. All().Where(entry => entry.Line >= start && entry.Line < stop)];

    /// <summary>The last cells whose text matches a pattern with * and ?.</summary>
    /// <param name="pattern">Minds upper and lower case.</param>
    /// <param name="unique">Of cells with one text only the first.</param>
    /// <param name="last">At most so many.</param>
    public IReadOnlyList<(int Line, string Code)> Search(string pattern, bool unique, int last)
    {
        var found = All().Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Code, ignoreCase: false));
        return [.. (unique ? found.DistinctBy(entry => entry.Code) : found).TakeLast(last)];
    }

    private IReadOnlyList<(int Line, string Code)> All()
    {
        lock (entries) return [.. entries];
    }
}

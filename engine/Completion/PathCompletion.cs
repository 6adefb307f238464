using System.Text.RegularExpressions;
using StorageCourse.Host;

namespace StorageCourse.Engine.Completion;

/// <summary>Files and folders, relative to the notebook's.</summary>
internal static partial class PathCompletion
{
    private const int Most = 200;

    /// <summary>Completions inside the quotes of <c>#r "…"</c> and <c>#load "…"</c>; null elsewhere.</summary>
    public static CellCompletions? InDirective(string code, int lineStart, int position)
    {
        var match = Directive().Match(code[lineStart..position]);
        if (!match.Success) return null;
        var typed = match.Groups["path"];
        return typed.Value.StartsWith("nuget:", StringComparison.Ordinal)
            ? CellCompletions.None(position)
            : Complete(code, lineStart + typed.Index, position, match.Groups["name"].Value == "r" ? [".dll"] : [".csx", ".cs"]);
    }

    /// <summary>Completions of the last part of the path that begins at <paramref name="start"/>.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="start">Where the path begins.</param>
    /// <param name="position">Where it is typed.</param>
    /// <param name="extensions">Which files are offered, folders beside; none: all files.</param>
    public static CellCompletions Complete(string code, int start, int position, IReadOnlyList<string> extensions)
    {
        var slash = code.LastIndexOf('/', Math.Max(position - 1, 0), Math.Max(position - start, 0));
        var nameStart = slash < 0 ? start : slash + 1;
        try
        {
            var folder = new DirectoryInfo(Path.Combine(Directory.GetCurrentDirectory(), code[start..nameStart]));
            var typed = code[nameStart..position];
            var found = folder.EnumerateFileSystemInfos()
                .Where(entry => entry.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && (entry.Name[0] != '.' || typed.StartsWith('.')))
                .Where(entry => entry is DirectoryInfo || extensions.Count == 0 || extensions.Contains(entry.Extension, StringComparer.OrdinalIgnoreCase))
                .OrderBy(entry => entry.Name, StringComparer.OrdinalIgnoreCase)
                .Take(Most)
                .Select(entry => entry is DirectoryInfo ? new CellCompletion(entry.Name + "/", "folder") : new CellCompletion(entry.Name, "file"));
            return new CellCompletions(nameStart, position, typed.Length == 0 && nameStart > start ? [.. found.Prepend(new CellCompletion("../", "folder"))] : [.. found]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return CellCompletions.None(position);
        }
    }

    [GeneratedRegex("""^[ \t]*#(?<name>r|load)[ \t]+"(?<path>[^"]*)$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Directive();
}

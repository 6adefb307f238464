using System.Globalization;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Headless;

/// <summary>The course's folder: notebooks/NN-name.ipynb, their solutions, and the answers that only tests see.</summary>
/// <param name="Root">Absolute; the folder with notebooks/ in it.</param>
internal sealed record Course(string Root)
{
    private string NotebooksFolder => Path.Combine(Root, "notebooks");

    /// <summary>The course that <see cref="CourseEnvironment.FindRoot"/> finds; null where there is none.</summary>
    public static Course? Find(string folder) => CourseEnvironment.FindRoot(folder) is { } root ? new(root) : null;

    /// <summary>The course, or what to do where there is none.</summary>
    /// <exception cref="UsageException">There is no course here.</exception>
    public static Course Require() => Find(Directory.GetCurrentDirectory())
        ?? throw new UsageException("expected a folder with notebooks/ in it, here or above; change into the course's folder, or set COURSE_ROOT");

    /// <summary>All chapters in their order.</summary>
    public IReadOnlyList<NotebookFile> Notebooks() => Directory.Exists(NotebooksFolder)
        ? [.. Directory.EnumerateFiles(NotebooksFolder, "*.ipynb").Select(path => new NotebookFile(path)).Where(file => file.Number is not null).OrderBy(file => file.Name, StringComparer.Ordinal)]
        : [];

    /// <summary>The chapters that were asked for: by number ("6", "06"), or by the path of an .ipynb file.</summary>
    /// <exception cref="UsageException">There is no such chapter or file; the message lists those that are.</exception>
    public IReadOnlyList<NotebookFile> Resolve(IReadOnlyList<string> wanted)
    {
        if (wanted.Count > 0) return [.. wanted.Select(Resolve).DistinctBy(file => file.Path)];
        var all = Notebooks();
        return all.Count > 0 ? all : throw new UsageException($"expected notebooks named NN-name.ipynb in {NotebooksFolder}, found none");
    }

    /// <summary>The chapter that was asked for: by number ("6", "06"), or by the path of an .ipynb file.</summary>
    /// <exception cref="UsageException">There is no such chapter or file; the message lists those that are.</exception>
    public NotebookFile Resolve(string wanted)
    {
        if (wanted.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
        {
            var path = Path.GetFullPath(wanted);
            return File.Exists(path) ? new NotebookFile(path) : throw new UsageException($"expected a notebook at {path}, found none");
        }

        var all = Notebooks();
        if (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new UsageException($"expected a chapter's number or the path of an .ipynb file, got \"{wanted}\"");
        return all.FirstOrDefault(file => file.Number == number)
            ?? throw new UsageException($"expected one of the chapters {string.Join(", ", all.Select(file => file.Name[..2]))}, got \"{wanted}\"");
    }

    /// <summary>The file with a chapter's solutions, or null.</summary>
    public string? SolutionsOf(NotebookFile notebook)
    {
        var folder = Path.Combine(NotebooksFolder, "solutions");
        return notebook.Number is not null && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, notebook.Name[..2] + "-*.md").Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    /// <summary>The file with a chapter's wrong and alternative answers, or null.</summary>
    public string? TrialsOf(NotebookFile notebook)
    {
        var path = notebook.Number is null ? null : Path.Combine(Root, "tests", "Notebooks", "answers", notebook.Name[..2] + ".md");
        return File.Exists(path) ? path : null;
    }
}

/// <summary>A notebook on disk.</summary>
/// <param name="Path">Absolute.</param>
internal sealed record NotebookFile(string Path)
{
    /// <summary>The file's name without its extension: "06-indexes".</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The chapter's number, or null for a file that has none.</summary>
    public int? Number => Name.Length > 2 && Name[2] == '-' && int.TryParse(Name.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The notebook's folder: its kernel's working folder.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;
}

/// <summary>A command that was called wrongly; its message is all that is shown.</summary>
internal sealed class UsageException(string message) : Exception(message);

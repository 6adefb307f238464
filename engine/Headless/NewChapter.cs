using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using StorageCourse.Engine.Notebook;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Headless;

/// <summary>A chapter to be laid out from the files of <c>helpers/Chapters/Template</c>, which stand there as they will in the course; and its row in the README's table.</summary>
internal sealed class NewChapter
{
    private const string AllowedInTitles = " ,'’+-/()";

    private readonly Course course;
    private readonly string title;
    private readonly ReadmeTable readme;

    private NewChapter(Course course, string number, string title, string slug)
    {
        this.course = course;
        this.title = title;
        Number = number;
        Name = $"{number}-{slug}";
        readme = new(Path.Combine(course.Root, "README.md"));
    }

    /// <summary>"07".</summary>
    public string Number { get; }

    /// <summary>"07-query-tuning".</summary>
    public string Name { get; }

    private string TemplateFolder => Path.Combine(course.Root, "helpers", "Chapters", "Template");

    /// <exception cref="UsageException">The number is none or is taken, or the title is none.</exception>
    public static NewChapter Of(Course course, string number, string title)
    {
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > 99)
            throw new UsageException($"expected a chapter's number from 00 to 99, got \"{number}\"");
        if (course.Notebooks().FirstOrDefault(notebook => notebook.Number == value) is { } taken)
            throw new UsageException($"expected a number that no chapter has, got {number}: there is {Path.GetFileName(taken.Path)}");
        title = title.Trim();
        if (!title.All(letter => char.IsLetterOrDigit(letter) || AllowedInTitles.Contains(letter, StringComparison.Ordinal)))
            throw new UsageException($"expected a title of letters, digits, blanks and {AllowedInTitles.Trim()}, got \"{title}\"");
        var slug = Slug(title);
        return slug.Any(char.IsAsciiLetter)
            ? new(course, value.ToString("00", CultureInfo.InvariantCulture), title, slug)
            : throw new UsageException($"expected a title with letters from a to z, which become the files' name, got \"{title}\"");
    }

    /// <summary>Writes all files, or none.</summary>
    /// <returns>Their paths in the course.</returns>
    /// <exception cref="UsageException">A file of the chapter is there already, or something is missing that the layout needs.</exception>
    /// <exception cref="IOException">A file could not be written; those before it are gone again.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(CancellationToken cancellationToken)
    {
        var files = await FilesAsync(cancellationToken);
        var written = new List<string>();
        try
        {
            foreach (var (path, content) in files)
            {
                written.Add(path);
                await AtomicFile.WriteAsync(Path.Combine(course.Root, path), content, cancellationToken);
            }

            // Last, for it is there before and after.
            await AtomicFile.WriteAsync(readme.Path, readme.With(Number, title, Name), cancellationToken);
        }
        catch
        {
            foreach (var path in written) Remove(Path.Combine(course.Root, path));
            throw;
        }

        return [.. written, "README.md"];
    }

    private async Task<IReadOnlyList<(string Path, string Content)>> FilesAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(TemplateFolder)) throw new UsageException($"expected the template of a chapter in {TemplateFolder}, found no such folder");
        var values = await ValuesAsync(cancellationToken);
        var files = new List<(string Path, string Content)>();
        foreach (var source in Directory.EnumerateFiles(TemplateFolder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(TemplateFolder, source).Replace('\\', '/').Replace("NN-title", Name, StringComparison.Ordinal).Replace("NN", Number, StringComparison.Ordinal);
            if (Path.Exists(Path.Combine(course.Root, path))) throw new UsageException($"expected no {path} before chapter {Number} is laid out; move it away");
            var content = new StringBuilder(await File.ReadAllTextAsync(source, cancellationToken));
            foreach (var (key, value) in values) content.Replace($"{{{{{key}}}}}", path.EndsWith(".ipynb", StringComparison.Ordinal) ? InJson(value) : value);
            files.Add((path, content.ToString()));
        }

        return files;
    }

    private async Task<Dictionary<string, string>> ValuesAsync(CancellationToken cancellationToken)
    {
        var all = course.Notebooks();
        var number = int.Parse(Number, CultureInfo.InvariantCulture);
        return new(StringComparer.Ordinal)
        {
            ["number"] = Number,
            ["title"] = title,
            ["name"] = Name,
            ["question"] = readme.QuestionOf(Number) is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest : "What is the question?",
            ["previous"] = await LinkAsync(all.LastOrDefault(notebook => notebook.Number < number), cancellationToken),
            ["next"] = await LinkAsync(all.FirstOrDefault(notebook => notebook.Number > number), cancellationToken),
        };
    }

    private static async Task<string> LinkAsync(NotebookFile? chapter, CancellationToken cancellationToken) => chapter is null
        ? "nothing yet"
        : $"[{(await NotebookDocument.ReadAsync(chapter.Path, cancellationToken)).Title?.Replace(" · ", " ", StringComparison.Ordinal) ?? chapter.Name}]({Path.GetFileName(chapter.Path)})";

    private static void Remove(string path)
    {
        File.Delete(path);
        if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
    }

    private static string InJson(string value) => JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();

    /// <summary>Small letters and digits of ASCII, hyphens between: "Où va le temps?" is "ou-va-le-temps".</summary>
    private static string Slug(string title)
    {
        var plain = title.Normalize(NormalizationForm.FormD).Where(letter => CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark);
        var words = string.Concat(plain.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' '));
        return string.Join('-', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}

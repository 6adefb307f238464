using System.Text.Json;

namespace StorageCourse.Lessons.Exercises;

/// <summary>A chapter as its notebook presents itself.</summary>
/// <param name="Number">"06".</param>
/// <param name="Title">"Indexes".</param>
/// <param name="Exercises">The ids of its exercises, in order.</param>
internal sealed record CourseChapter(string Number, string Title, IReadOnlyList<string> Exercises);

/// <summary>The chapters of the course, read from the notebooks themselves.</summary>
internal static class CourseChapters
{
    /// <summary>Reads <c>notebooks/NN-name.ipynb</c>, in order.</summary>
    /// <returns>The chapters, and a sentence about each file that is no notebook at the moment.</returns>
    public static (IReadOnlyList<CourseChapter> Chapters, IReadOnlyList<string> Notices) Read(string root)
    {
        var chapters = new List<CourseChapter>();
        var notices = new List<string>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(root, "notebooks"), "??-*.ipynb").Order(StringComparer.Ordinal))
        {
            try
            {
                using var notebook = JsonDocument.Parse(File.ReadAllBytes(path));
                chapters.Add(Describe(Path.GetFileNameWithoutExtension(path), notebook.RootElement));
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or IOException)
            {
                notices.Add($"{Path.GetFileName(path)} could not be read, so its exercises are missing here: {error.Message} ./course reset {Path.GetFileName(path)[..2]} brings it back.");
            }
        }

        return (chapters, notices);
    }

    private static CourseChapter Describe(string name, JsonElement notebook)
    {
        var cells = notebook.GetProperty("cells").EnumerateArray().ToList();
        var heading = cells.Select(Source).Select(text => text.Split('\n')[0]).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal)) ?? name[3..];
        var exercises = cells
            .Select(cell => cell.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("exercise", out var id) ? id.GetString() : null)
            .OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return new(name[..2], heading[(heading.IndexOf('·', StringComparison.Ordinal) + 1)..].TrimStart('#', ' '), exercises);
    }

    /// <summary>A source is one text or a list of lines.</summary>
    private static string Source(JsonElement cell) => cell.GetProperty("source") is { ValueKind: JsonValueKind.Array } lines
        ? string.Concat(lines.EnumerateArray().Select(line => line.GetString()))
        : cell.GetProperty("source").GetString()!;
}

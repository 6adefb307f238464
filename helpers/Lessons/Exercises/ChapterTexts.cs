using System.Globalization;
using System.Text.RegularExpressions;

namespace StorageCourse.Lessons.Exercises;

/// <summary>
/// What a chapter's exercises say to learners: <c>helpers/Chapters/NN/texts.md</c>, read at run time, so that a word is mended without a compiler.
/// A section is an exercise (<c>## 03.1 · who never ordered</c>), a paragraph a text, and a text begins with its key (<c>**hint 1** Which join …</c>).
/// </summary>
internal sealed partial class ChapterTexts
{
    private readonly string file;
    private readonly Dictionary<string, ExerciseTexts> sections;

    private ChapterTexts(string file, Dictionary<string, ExerciseTexts> sections)
    {
        this.file = file;
        this.sections = sections;
    }

    /// <summary>In the file's order.</summary>
    public IEnumerable<ExerciseTexts> Exercises => sections.Values;

    /// <exception cref="InvalidDataException">There is no such section; the message names the file.</exception>
    public ExerciseTexts this[string id] => sections.TryGetValue(id, out var texts)
        ? texts
        : throw new InvalidDataException($"{file}: expected a section ## {id}, found {(sections.Count == 0 ? "none" : string.Join(", ", sections.Keys))}");

    /// <summary>The texts of a chapter of the course that the helpers belong to.</summary>
    /// <param name="chapter">"03".</param>
    /// <exception cref="InvalidDataException">There is no such file, or it can't be understood; the message says where.</exception>
    public static ChapterTexts Of(string chapter)
    {
        var name = $"helpers/Chapters/{chapter}/texts.md";
        var built = Path.GetDirectoryName(typeof(ChapterTexts).Assembly.Location)!;
        for (var folder = new DirectoryInfo(built); folder is not null; folder = folder.Parent)
        {
            if (!Directory.Exists(Path.Combine(folder.FullName, "helpers", "Chapters"))) continue;
            var path = Path.Combine(folder.FullName, name);
            return File.Exists(path) ? Parse(File.ReadAllText(path), name) : throw new InvalidDataException($"expected the texts of chapter {chapter} in {path}, found no file");
        }

        throw new InvalidDataException($"expected helpers/Chapters above {built}, found none");
    }

    /// <param name="markdown">The file's text.</param>
    /// <param name="name">The file's name, for messages.</param>
    /// <exception cref="InvalidDataException">It can't be understood; the message names file and line.</exception>
    internal static ChapterTexts Parse(string markdown, string name)
    {
        var exercises = new Dictionary<string, ExerciseTexts>(StringComparer.Ordinal);
        ExerciseTexts? section = null;
        string? key = null;
        foreach (var (index, line) in markdown.ReplaceLineEndings("\n").Split('\n').Index())
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{name}, line {index + 1}");
            if (Heading().Match(line) is { Success: true } heading)
            {
                section = new(name, heading.Groups["id"].Value, heading.Groups["title"].Value);
                key = null;
                if (!exercises.TryAdd(section.Id, section)) throw new InvalidDataException($"{place}: expected each exercise once, found {section.Id} twice");
            }
            else if (line.Trim().Length == 0)
            {
                key = null;
            }
            else if (section is not null && key is not null)
            {
                section.Continue(key, line.Trim());
            }
            else if (section is not null)
            {
                var text = Keyed().Match(line);
                if (!text.Success) throw new InvalidDataException($"{place}: expected a text that begins with its key, **key** text, got \"{line}\"");
                key = text.Groups["key"].Value;
                if (!section.TryAdd(key, text.Groups["text"].Value.Trim())) throw new InvalidDataException($"{place}: expected each key once in a section, found **{key}** twice in {section.Id}");
            }
        }

        return new(name, exercises);
    }

    [GeneratedRegex(@"^## (?<id>\d\d\.\d+) · (?<title>.*\S)\s*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\*\*(?<key>[^*]+)\*\* (?<text>.*\S)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Keyed();
}

namespace StorageCourse.Lessons.Exercises;

/// <summary>What one exercise says to learners, by key: "hint 1" to "hint 3", "right" after success, and a key for each mistake.</summary>
/// <remarks>A chapter takes all its texts when it is made, not when it judges: so a missing one is found by every start, and a test finds those that nobody takes.</remarks>
/// <param name="file">For messages.</param>
/// <param name="id">"03.1".</param>
/// <param name="title">A few words.</param>
internal sealed class ExerciseTexts(string file, string id, string title)
{
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public string Id => id;

    public string Title => title;

    /// <summary>The keys that nobody has asked for.</summary>
    public IEnumerable<string> Unused => texts.Keys.Except(taken);

    /// <summary>Three, each more concrete than the one before.</summary>
    /// <exception cref="InvalidDataException">One is missing.</exception>
    public IReadOnlyList<string> Hints => [this["hint 1"], this["hint 2"], this["hint 3"]];

    /// <exception cref="InvalidDataException">There is no such text; the message names the file and the section.</exception>
    public string this[string key]
    {
        get
        {
            if (!texts.TryGetValue(key, out var text)) throw new InvalidDataException($"{file}, section {id}: expected a text **{key}**, found {(texts.Count == 0 ? "none" : string.Join(", ", texts.Keys))}");
            taken.Add(key);
            return text;
        }
    }

    internal bool TryAdd(string key, string text) => texts.TryAdd(key, text);

    internal void Continue(string key, string line) => texts[key] += " " + line;
}

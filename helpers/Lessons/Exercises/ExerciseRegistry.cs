using System.Reflection;

namespace StorageCourse.Lessons.Exercises;

/// <summary>All exercises of the course, by id.</summary>
internal sealed class ExerciseRegistry
{
    private readonly SortedDictionary<string, Exercise> exercises = new(StringComparer.Ordinal);

    public ExerciseRegistry(IEnumerable<IChapter> chapters)
    {
        foreach (var exercise in chapters.SelectMany(chapter => chapter.Exercises))
            if (!exercises.TryAdd(exercise.Id, exercise))
                throw new ArgumentException($"expected each exercise once, got {exercise.Id} twice", nameof(chapters));
    }

    // Not in the type's initialiser, whose exceptions hide what was wrong with a chapter.
    private static readonly Lazy<ExerciseRegistry> OfAllChapters = new(() => new(typeof(IChapter).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IChapter)))
        .Select(type => (IChapter)Activator.CreateInstance(type, BindingFlags.DoNotWrapExceptions | BindingFlags.Public | BindingFlags.Instance, binder: null, args: null, culture: null)!)));

    /// <summary>The exercises of every <see cref="IChapter"/> in this assembly.</summary>
    /// <exception cref="InvalidDataException">A text of a chapter is missing; the message names file and section.</exception>
    public static ExerciseRegistry Course => OfAllChapters.Value;

    public IReadOnlyCollection<Exercise> All => exercises.Values;

    /// <exception cref="ArgumentException">There is none; the message lists those that are.</exception>
    public Exercise this[string id] => exercises.TryGetValue(id, out var exercise)
        ? exercise
        : throw new ArgumentException($"expected one of the exercises {string.Join(", ", exercises.Keys)}, got \"{id}\"", nameof(id));
}

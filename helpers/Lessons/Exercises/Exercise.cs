using System.Diagnostics.CodeAnalysis;

namespace StorageCourse.Lessons.Exercises;

/// <summary>An exercise and how its answers are judged.</summary>
/// <remarks>
/// A judgement looks at the server's state, its plans and its replies, never at text or time, and accepts every right answer.
/// Exercises don't build on each other: one that was skipped hinders no other, so what an answer left behind may be undone.
/// </remarks>
/// <param name="Id">Chapter and number: "06.2".</param>
/// <param name="Title">A few words.</param>
/// <param name="JudgeAsync">Judges an attempt. A <see cref="NotAttempted"/> that it meets means the stub is as it was; any other exception is an error of the answer.</param>
internal sealed record Exercise(string Id, string Title, Func<Attempt, Task<Verdict>> JudgeAsync)
{
    /// <summary>An exercise whose title and hints stand in the chapter's texts.</summary>
    /// <exception cref="InvalidDataException">A hint is missing there.</exception>
    [SetsRequiredMembers]
    public Exercise(ExerciseTexts texts, Func<Attempt, Task<Verdict>> judgeAsync)
        : this(texts.Id, texts.Title, judgeAsync) => (Texts, Hints) = (texts, texts.Hints);

    /// <summary>Where its sentences stand; null where they stand in code.</summary>
    public ExerciseTexts? Texts { get; }

    /// <summary>Three hints, each more concrete than the one before: one for each failure in a row.</summary>
    public required IReadOnlyList<string> Hints { get; init; }

    /// <summary>
    /// Removes what the answer left behind (drops its index, …); null where answers leave nothing. Runs after each answer that did not pass, so that
    /// the next one begins as the first did and can be the same cell, edited; and in a solved run after those that passed too.
    /// </summary>
    public Func<Attempt, Task>? UndoAsync { get; init; }
}

/// <summary>The exercises of a chapter. Implementations have a constructor without parameters and are found by their type.</summary>
internal interface IChapter
{
    /// <summary>In order.</summary>
    IReadOnlyList<Exercise> Exercises { get; }
}

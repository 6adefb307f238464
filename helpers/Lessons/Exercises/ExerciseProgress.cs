using System.Text.Json.Serialization;
using StorageCourse.Host;

namespace StorageCourse.Lessons.Exercises;

/// <summary>What a learner has done about one exercise.</summary>
/// <param name="Attempts">Verdicts on an answer up to the first that was right, that one included; at least 1.</param>
/// <param name="Status">The last verdict: passed, failed or error.</param>
/// <param name="Tried">When the first answer was judged.</param>
/// <param name="Solved">When an answer was right for the first time; null before. A wrong answer later takes nothing away.</param>
[method: JsonConstructor]
internal sealed record ExerciseProgress(int Attempts, OutcomeStatus Status, DateTimeOffset Tried, DateTimeOffset? Solved)
{
    /// <summary>What stands here after a verdict more.</summary>
    public static ExerciseProgress After(ExerciseProgress? before, OutcomeStatus status, DateTimeOffset now) => new(
        before is null ? 1 : before.Solved is null ? before.Attempts + 1 : before.Attempts,
        status,
        before?.Tried ?? now,
        before?.Solved ?? (status == OutcomeStatus.Passed ? now : null));
}

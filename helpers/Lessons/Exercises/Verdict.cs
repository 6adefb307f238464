using StorageCourse.Host;

namespace StorageCourse.Lessons.Exercises;

/// <summary>What a check found.</summary>
/// <param name="Status">Passed, failed, not attempted, or error.</param>
/// <param name="Detail">After success why the answer works, else what was seen; in words for the learner.</param>
internal sealed record Verdict(OutcomeStatus Status, string Detail)
{
    /// <summary>The answer is right; says why it works, and remarks on what could be better.</summary>
    public static Verdict Passed(string why) => new(OutcomeStatus.Passed, why);

    /// <summary>The answer is wrong; says what was seen and what was expected, without giving the answer away.</summary>
    public static Verdict Failed(string seen) => new(OutcomeStatus.Failed, seen);

    /// <summary>There is no answer yet; says how that was noticed.</summary>
    public static Verdict NotAttempted(string why) => new(OutcomeStatus.NotAttempted, why);

    /// <summary>The answer's code ended with an exception.</summary>
    public static Verdict Threw(Exception exception) => new(OutcomeStatus.Error, $"{exception.GetType().Name}: {exception.Message}");
}

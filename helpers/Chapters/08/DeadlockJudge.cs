using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08.4: a schedule that ends in a deadlock, in a database with one row.</summary>
internal static class DeadlockJudge
{
    public static async Task<Verdict> JudgeAsync(Attempt attempt)
    {
        var steps = attempt.CodeAs<Func<string>>()();
        await using var callers = await Callers.OpenAsync(0, "create table stock (product_id int primary key, pieces int not null, version int not null default 0); insert into stock values (1, 10);");
        ScheduleRun run;
        try
        {
            run = await Schedule.RunAsync(Lab.Require("postgres"), Isolation.ReadCommitted, "all: set search_path = practice", steps);
        }
        catch (FormatException wrong)
        {
            return Verdict.Failed($"That is no schedule: {wrong.Message}.");
        }

        var other = run.Steps.FirstOrDefault(step => step is { Status: StepStatus.Failed, IsConflict: false });
        if (run.Deadlocks > 0)
            return Verdict.Passed($"Step {run.Steps.First(step => step.IsDeadlock).Number} was the victim. Both held the row in share mode, and each wanted it alone: a lock that is raised from shared to exclusive is the deadlock that most programs meet first. Take the stronger lock at once.");
        if (other is not null) return Verdict.Failed($"Step {other.Number} failed for another reason: {other.ErrorCode} {other.Error}.");
        return Verdict.Failed(run.Waits > 0
            ? "Somebody waited, but in a line and not in a circle: no session waited for one that waited for it."
            : "Nobody waited, so there was no deadlock.");
    }
}

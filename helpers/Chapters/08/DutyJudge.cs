using System.Data.Common;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08.7: all who are on duty want to leave at once.</summary>
internal static class DutyJudge
{
    private static readonly string[] Packers = ["Ana", "Bo", "Cyd"];

    public static async Task<Verdict> JudgeAsync(Attempt attempt)
    {
        var leave = attempt.CodeAs<Func<DbConnection, string, Task<bool>>>();
        for (var count = 2; count <= Packers.Length; count++)
        {
            var onDuty = Packers[..count];
            await using var callers = await Callers.OpenAsync(count, $"""
                create table duty (name text primary key, on_duty boolean not null);
                insert into duty values {string.Join(", ", Packers.Select((name, i) => $"('{name}', {(i < count ? "true" : "false")})"))};
                """);
            await callers.CloseGateAsync("duty");
            var calls = onDuty.Select((name, i) => Task.Run(() => leave(callers.Connections[i], name))).ToList();
            await callers.UntilStillAsync(calls, Enumerable.Range(0, count));
            await callers.OpenGateAsync();
            if (await callers.EndAsync(calls) is { } wrong) return Verdict.Failed(wrong);

            var left = calls.Count(call => call.Result);
            var stay = await callers.AskAsync<long>("select count(*) from duty where on_duty");
            if (stay == 0) return Verdict.Failed($"{count} were on duty, all {count} asked to leave at the same moment, and nobody is left. Each saw the others still on duty.");
            if (stay != count - left) return Verdict.Failed($"{left} of {count} were told that they may leave, and {stay} are still on duty.");
            if (stay > 1) return Verdict.Failed($"{count} were on duty and all asked to leave. One must stay; but {stay} had to.");
        }

        return Verdict.Passed("Of two one stays, and of three. The rows that a decision rests on must be as safe as the rows that it writes: by locks on them, or by a server that watches what was read.");
    }
}

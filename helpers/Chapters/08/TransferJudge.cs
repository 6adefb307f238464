using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08.5: sixteen writers move money between four accounts, and every cent is accounted for.</summary>
internal static class TransferJudge
{
    private const int Writers = 16;
    private const int Transfers = 10;
    private const int Accounts = 4;
    private const decimal Start = 100;

    public static async Task<Verdict> JudgeAsync(Attempt attempt)
    {
        var transfer = attempt.CodeAs<Func<DbConnection, int, int, decimal, Task<bool>>>();
        await using var callers = await Callers.OpenAsync(Writers, $"""
            create table account (id int primary key, balance numeric(10, 2) not null);
            insert into account select id, {Start} from generate_series(1, {Accounts}) as id;
            """);
        // Two that find enough for one; then two in opposite directions.
        if (await JudgeMeetingAsync(callers, transfer, [(1, 2), (1, 3)], possible: 1) is { } overdrawn) return overdrawn;
        if (await JudgeMeetingAsync(callers, transfer, [(1, 2), (2, 1)], possible: 2) is { } crossed) return crossed;

        // And what meets by chance.
        var done = new ConcurrentBag<(int From, int To, decimal Amount)>();
        await callers.Auditor.ExecuteAsync($"update account set balance = {Start}");
        var writers = callers.Connections.Select((connection, writer) => Task.Run(async () =>
        {
            var random = new Random(writer);
            for (var i = 0; i < Transfers; i++)
            {
                var from = random.Next(Accounts) + 1;
                var to = ((from + random.Next(Accounts - 1)) % Accounts) + 1;
                var amount = random.Next(1, 80);
                if (await transfer(connection, from, to, amount)) done.Add((from, to, amount));
            }
        })).ToList();
        if (await callers.EndAsync(writers) is { } wrong) return Verdict.Failed(wrong);
        return await AuditAsync(callers, [.. done]) ?? Verdict.Passed(
            $"{Writers} writers, {Writers * Transfers} transfers, {done.Count} accepted, and the four balances still add up to {Accounts * Start}, each to what it must be. No error came out of your code.");
    }

    /// <summary>Transfers of 70 of 100 that have all looked before any of them writes; so many of them are possible, in whatever order.</summary>
    private static async Task<Verdict?> JudgeMeetingAsync(Callers callers, Func<DbConnection, int, int, decimal, Task<bool>> transfer, (int From, int To)[] plans, int possible)
    {
        await callers.Auditor.ExecuteAsync($"update account set balance = {Start}");
        await callers.CloseGateAsync("account");
        var calls = plans.Select((plan, i) => Task.Run(() => transfer(callers.Connections[i], plan.From, plan.To, 70))).ToList();
        await callers.UntilStillAsync(calls, Enumerable.Range(0, calls.Count));
        await callers.OpenGateAsync();
        if (await callers.EndAsync(calls) is { } wrong) return Verdict.Failed(wrong);
        var done = plans.Where((_, i) => calls[i].Result).Select(plan => (plan.From, plan.To, 70m)).ToList();
        if (await AuditAsync(callers, done) is { } unbalanced) return unbalanced;
        return done.Count < possible
            ? Verdict.Failed($"Two transfers met, both accounts had enough, and yet {possible - done.Count} of them returned false: whoever is refused because of another must try again.")
            : null;
    }

    private static async Task<Verdict?> AuditAsync(Callers callers, List<(int From, int To, decimal Amount)> accepted)
    {
        var balances = (await callers.Auditor.QueryAsync<(int Id, decimal Balance)>("select id, balance from account order by id")).ToList();
        var sum = balances.Sum(account => account.Balance);
        if (sum != Accounts * Start) return Verdict.Failed($"There were {Accounts * Start} in all accounts together; now there are {sum}.");
        if (balances.Exists(account => account.Balance < 0)) return Verdict.Failed($"Account {balances.Find(account => account.Balance < 0).Id} is overdrawn: {balances.Min(account => account.Balance)}.");
        foreach (var (id, balance) in balances)
        {
            var expected = Start - accepted.FindAll(one => one.From == id).Sum(one => one.Amount) + accepted.FindAll(one => one.To == id).Sum(one => one.Amount);
            if (balance != expected) return Verdict.Failed($"By the transfers that your code reported as done, account {id} should hold {expected}; it holds {balance}.");
        }

        return accepted.Count == 0 ? Verdict.Failed("No transfer was done, though the accounts had enough for some.") : null;
    }
}

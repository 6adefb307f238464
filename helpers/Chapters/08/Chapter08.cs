using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08 Transactions and isolation: answers are called by several at once, and the server is asked what they left behind.</summary>
internal sealed class Chapter08 : IChapter
{
    public IReadOnlyList<Exercise> Exercises { get; } =
    [
        new("08.1", "the last piece", SaleJudge.JudgeSaleAsync)
        {
            Hints =
            [
                "Between your look at the number and your change of it, others sell. Can the server look and change in one go?",
                "An update can have the condition in its where: then a row that has none left is not changed, and the number of changed rows says so.",
                "return await db.ExecuteAsync(\"update stock set pieces = pieces - 1 where product_id = @product and pieces > 0\", new { product }) == 1;",
            ],
        },
        new("08.2", "nobody else, until I have decided", DecisionJudge.JudgeLockAsync)
        {
            Hints =
            [
                "Who reads the row while you decide must wait. Which select makes others wait?",
                "select … for update takes the lock that an update would take. Locks are held until the transaction ends, so there must be one: BeginTransactionAsync, CommitAsync.",
                "await using var tx = await db.BeginTransactionAsync(); then select pieces … for update, decide, update, await tx.CommitAsync();",
            ],
        },
        new("08.3", "whoever is first", DecisionJudge.JudgeVersionAsync)
        {
            Hints =
            [
                "Nothing is held while decide runs, so the row may have changed when you write. How can the update itself notice?",
                "Read version with pieces. Update where version is still what you read, and raise it. No row changed: somebody was first.",
                "while (true) { read (pieces, version); var wanted = await decide(pieces); if (await db.ExecuteAsync(\"update … set pieces = @wanted, version = version + 1 where product_id = @product and version = @version\", …) == 1) return; }",
            ],
        },
        new("08.4", "a deadlock over one row", DeadlockJudge.JudgeAsync)
        {
            Hints =
            [
                "Both must hold something that the other one wants. There is one row only: which lock on it can both hold at once?",
                "for share can be held by several. An update needs the row alone.",
                "Both: begin; select pieces from stock for share. Then both: update stock set pieces = 9.",
            ],
        },
        new("08.5", "money moves", TransferJudge.JudgeAsync)
        {
            Hints =
            [
                "Two things can go wrong: a balance that changes between your look and your write, and two transfers that lock the same accounts in opposite order.",
                "Lock both accounts before you look at either, always the one with the smaller id first. Or let the server refuse (serializable), and run a refused transaction again.",
                "begin; select id from account where id in (@from, @to) order by id for update; look at the balance; two updates; commit.",
            ],
        },
        new("08.6", "a queue for eight", QueueJudge.JudgeAsync)
        {
            Hints =
            [
                "A job is in somebody's hands as long as a lock on its row is held. What does a worker do with rows that are locked? Section 5.",
                "for update skip locked, in a transaction that stays open while handle runs: if the worker dies, the server rolls back, and the job is free.",
                "begin; select id from job where done_at is null order by id limit 1 for update skip locked; none: return false; await handle(id); update job set done_at = now() where id = …; commit; return true.",
            ],
        },
        new("08.7", "somebody stays", DutyJudge.JudgeAsync)
        {
            Hints =
            [
                "Each changes a row of their own, so no two updates meet. What would have to be locked, so that they do?",
                "Lock all rows that the decision rests on: select … where on_duty for update. Or make the transaction serializable, and run it again when the server refuses it with 40001.",
                "begin; select name from duty where on_duty order by name for update; if you are the only one, roll back and return false; else update your row, commit, return true.",
            ],
        },
    ];
}

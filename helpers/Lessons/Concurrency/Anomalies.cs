namespace StorageCourse.Lessons.Concurrency;

/// <summary>Ten anomalies, and how each shows in what the sessions saw.</summary>
internal static class Anomalies
{
    public static IReadOnlyList<Anomaly> All { get; } =
    [
        new("G0", "dirty write", "Can two transactions' writes to two rows be interleaved?", """
            ann: begin
            bob: begin
            ann: update anomaly set value = 11 where id = 1
            bob: update anomaly set value = 12 where id = 1
            ann: update anomaly set value = 21 where id = 2
            ann: commit
            bob: update anomaly set value = 22 where id = 2
            bob: commit
            eve: select value from anomaly order by id
            """,
            // One value of each: no order of the two transactions leaves that.
            run => Values(run["eve"][0]) is [11, 22] or [12, 21]),

        new("G1a", "aborted read", "Can somebody read what is rolled back later?", """
            ann: begin
            bob: begin
            ann: update anomaly set value = 101 where id = 1
            bob: select value from anomaly where id = 1
            ann: rollback
            bob: commit
            """,
            run => Seen(run[4], 101)),

        new("G1b", "intermediate read", "Can somebody read a value that its writer then changes again?", """
            ann: begin
            bob: begin
            ann: update anomaly set value = 101 where id = 1
            bob: select value from anomaly where id = 1
            ann: update anomaly set value = 11 where id = 1
            ann: commit
            bob: commit
            """,
            run => Seen(run[4], 101)),

        new("G1c", "circular flow", "Can two transactions each read what the other has written?", """
            ann: begin
            bob: begin
            ann: update anomaly set value = 11 where id = 1
            bob: update anomaly set value = 22 where id = 2
            ann: select value from anomaly where id = 2
            bob: select value from anomaly where id = 1
            ann: commit
            bob: commit
            """,
            run => Seen(run[5], 22) && Seen(run[6], 11)),

        new("OTV", "vanishing transaction", "Can a transaction be seen in one row, and be gone in the next?", """
            ann: begin
            bob: begin
            eve: begin
            ann: update anomaly set value = 11 where id = 1
            ann: update anomaly set value = 19 where id = 2
            bob: update anomaly set value = 12 where id = 1
            ann: commit
            eve: select value from anomaly where id = 1
            eve: select value from anomaly where id = 2
            bob: update anomaly set value = 18 where id = 2
            bob: commit
            eve: commit
            """,
            // Bob's first row, then Ann's second, which Bob has replaced.
            run => Seen(run[8], 12) && Seen(run[9], 19)),

        new("PMP", "phantom", "Can rows appear in a result when the same question is asked again?", """
            ann: begin
            bob: begin
            ann: select id from anomaly where value > 25
            bob: insert into anomaly values (3, 30)
            bob: commit
            ann: select id from anomaly where value > 25
            ann: commit
            """,
            run => run[3].Rows.Count == 0 && run[6].Rows.Count == 1),

        new("P4", "lost update", "Can two read, add to it, and write, so that one of the two is lost?", """
            ann: begin
            bob: begin
            ann: select value from anomaly where id = 1
            bob: select value from anomaly where id = 1
            ann: update anomaly set value = 11 where id = 1
            bob: update anomaly set value = 15 where id = 1
            ann: commit
            bob: commit
            """,
            BothCommitted),

        new("G-single", "read skew", "Can somebody read one row from before a change, and another from after it?", """
            ann: begin
            bob: begin
            ann: select value from anomaly where id = 1
            bob: update anomaly set value = 12 where id = 1
            bob: update anomaly set value = 18 where id = 2
            bob: commit
            ann: select value from anomaly where id = 2
            ann: commit
            """,
            run => Seen(run[3], 10) && Seen(run[7], 18)),

        new("G2-item", "write skew", "Can two read the same two rows, and each then write one of them?", """
            ann: begin
            bob: begin
            ann: select id, value from anomaly where id in (1, 2)
            bob: select id, value from anomaly where id in (1, 2)
            ann: update anomaly set value = 11 where id = 1
            bob: update anomaly set value = 21 where id = 2
            ann: commit
            bob: commit
            """,
            BothCommitted),

        new("G2", "write skew by phantoms", "Can two find no such row, and each then insert one?", """
            ann: begin
            bob: begin
            ann: select id from anomaly where value > 25
            bob: select id from anomaly where value > 25
            ann: insert into anomaly values (3, 30)
            bob: insert into anomaly values (4, 42)
            ann: commit
            bob: commit
            """,
            BothCommitted),
    ];

    private static bool BothCommitted(ScheduleRun run) => run.HasCommitted("ann") && run.HasCommitted("bob");

    private static bool Seen(ScheduleStep step, int value) => Values(step).Contains(value);

    private static int[] Values(ScheduleStep step) => [.. step.Rows.Select(row => Convert.ToInt32(row[^1], System.Globalization.CultureInfo.InvariantCulture))];
}

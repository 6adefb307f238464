using StorageCourse.Lessons.Concurrency;

namespace StorageCourse;

/// <summary>
/// Sessions that take their steps in a written order, so that what happens when two do it at once happens the same way every time.
/// </summary>
/// <remarks>
/// <para>A step is <c>"alice: select …"</c>: the session that takes it, a colon, one statement. Sessions are connections of their own, opened at the
/// start and closed at the end, after a rollback of whatever they left open. A step named <c>all</c> goes to every session; it may stand only at the beginning.</para>
/// <para>The next step is sent when the one before has ended <em>or waits for a lock</em>. That it waits, and for whom, is read from the server's
/// lock tables; no clock decides. A step that waits ends later, during some other step. Until then its session can take no other:
/// steps written for it are held back.</para>
/// <para>When a step fails inside a transaction, the session does what a program would: it rolls back and leaves out the rest of that transaction.</para>
/// </remarks>
/// <example><code>
/// await Schedule.RunAsync(lab["shop"], Isolation.ReadCommitted, """
///     alice: begin
///     bob:   begin
///     alice: update stock set pieces = 9 where product_id = 1
///     bob:   update stock set pieces = 8 where product_id = 1
///     alice: commit
///     bob:   commit
///     """)
/// </code></example>
public static class Schedule
{
    /// <summary>Runs steps under the server's own isolation level.</summary>
    /// <param name="server">One of the lab's that speaks SQL.</param>
    /// <param name="steps">One step each, or texts with a step on each line; a line without a session continues the step above it. Lines that begin with <c>--</c> are left out.</param>
    /// <exception cref="FormatException">A step names no session, or says nothing.</exception>
    /// <exception cref="NotSupportedException">The store has no transactions in SQL.</exception>
    public static Task<ScheduleRun> RunAsync(StoreServer server, params string[] steps) => RunAsync(server, isolation: null, steps, CancellationToken.None);

    /// <summary>Runs steps with an isolation level in every session.</summary>
    /// <inheritdoc cref="RunAsync(StoreServer, string[])"/>
    /// <param name="isolation">The level of every transaction, unless its <c>begin</c> says another.</param>
    public static Task<ScheduleRun> RunAsync(StoreServer server, Isolation isolation, params string[] steps) => RunAsync(server, isolation, steps, CancellationToken.None);

    /// <inheritdoc cref="RunAsync(StoreServer, Isolation, string[])"/>
    /// <param name="cancellationToken">Ends the schedule; what runs on the server is cancelled, what is open is rolled back.</param>
    public static async Task<ScheduleRun> RunAsync(StoreServer server, Isolation? isolation, IReadOnlyList<string> steps, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(server);
        var script = ScheduleScript.Parse(steps);
        await using var runner = await ScheduleRunner.OpenAsync(server.Endpoint, isolation, script, cancellationToken);
        return await runner.RunAsync(cancellationToken);
    }
}

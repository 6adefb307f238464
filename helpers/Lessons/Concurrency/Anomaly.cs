using StorageCourse.Host;
using StorageCourse.Lessons.Concurrency;

namespace StorageCourse;

/// <summary>What came of a schedule that tries to bring about an anomaly.</summary>
public enum AnomalyOutcome
{
    /// <summary>It happened.</summary>
    Happens,

    /// <summary>It did not, since each transaction read the committed state that belongs to it: nobody waited, nobody failed.</summary>
    Unseen,

    /// <summary>It did not, since somebody had to wait.</summary>
    Waits,

    /// <summary>It did not, since a transaction was refused.</summary>
    Aborts,
}

/// <summary>
/// Something that can go wrong when transactions run at once, with a schedule that tries to bring it about.
/// The names and most schedules are those of M. Kleppmann's Hermitage (2014, https://github.com/ept/hermitage), which took them from A. Adya's thesis (1999).
/// </summary>
public sealed class Anomaly : IDisplayable
{
    /// <summary>Every schedule begins with two rows: (1, 10) and (2, 20).</summary>
    internal const string Table = "anomaly";

    private readonly Func<ScheduleRun, bool> happened;

    internal Anomaly(string id, string name, string question, string steps, Func<ScheduleRun, bool> happened)
    {
        Id = id;
        Name = name;
        Question = question;
        Steps = steps;
        this.happened = happened;
    }

    /// <summary>All ten, the gravest first.</summary>
    public static IReadOnlyList<Anomaly> All => Anomalies.All;

    /// <summary>Adya's name: "G0", "P4".</summary>
    public string Id { get; }

    /// <summary>Its name in words: "dirty write".</summary>
    public string Name { get; }

    /// <summary>What is asked of a server, in a sentence.</summary>
    public string Question { get; }

    /// <summary>The schedule, as <see cref="Schedule"/> takes it.</summary>
    public string Steps { get; }

    /// <summary>An anomaly by Adya's name.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists all.</exception>
    public static Anomaly Of(string id) => All.FirstOrDefault(anomaly => anomaly.Id == id)
        ?? throw new ArgumentException($"expected one of {string.Join(", ", All.Select(anomaly => anomaly.Id))}; got \"{id}\"", nameof(id));

    /// <summary>Tries to bring it about. Works in a table named anomaly, which is made anew.</summary>
    /// <param name="server">One of the lab's that speaks SQL.</param>
    /// <param name="isolation">The level of all transactions.</param>
    /// <param name="setting">A statement that each session runs first, or null.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<AnomalyRun> RunAsync(StoreServer server, Isolation isolation, string? setting = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        await AnomalyTable.ResetAsync(server.Endpoint, cancellationToken);
        string[] steps = setting is null ? [Steps] : [$"all: {setting}", Steps];
        var run = await Schedule.RunAsync(server, isolation, steps, cancellationToken);
        var outcome = happened(run) ? AnomalyOutcome.Happens : run.Errors > 0 ? AnomalyOutcome.Aborts : run.Waits > 0 ? AnomalyOutcome.Waits : AnomalyOutcome.Unseen;
        return new(this, outcome, run);
    }

    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Text($"{Id} · {Name}: {Question}\n{Steps}");
}

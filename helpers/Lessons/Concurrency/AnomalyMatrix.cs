using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;

namespace StorageCourse;

/// <summary>Every anomaly, tried on servers at every isolation level: a field of what happened.</summary>
public sealed class AnomalyMatrix : IDisplayable, IEvidence
{
    private readonly IReadOnlyList<Column> columns;

    private AnomalyMatrix(IReadOnlyList<Column> columns) => this.columns = columns;

    /// <summary>What was tried on: a server and a level.</summary>
    public IReadOnlyList<string> Columns => [.. columns.Select(column => column.Name)];

    /// <summary>How many anomalies happened, by column.</summary>
    public IReadOnlyDictionary<string, double> Counters => columns.ToDictionary(column => column.Name, column => (double)column.Runs.Count(run => run.Outcome == AnomalyOutcome.Happens), StringComparer.Ordinal);

    /// <summary>One attempt.</summary>
    /// <param name="anomaly">Its id: "P4".</param>
    /// <param name="column">One of <see cref="Columns"/>.</param>
    /// <exception cref="ArgumentException">There is no such anomaly or column.</exception>
    public AnomalyRun this[string anomaly, string column] =>
        (columns.FirstOrDefault(one => one.Name == column) ?? throw new ArgumentException($"expected one of {string.Join(", ", Columns.Select(name => $"\"{name}\""))}; got \"{column}\"", nameof(column)))
        .Runs.Single(run => run.Anomaly == Anomaly.Of(anomaly));

    /// <summary>Tries them all. Where a server has a setting that changes what a level means, the level is tried without it and with it.</summary>
    /// <param name="servers">Servers of the lab that speak SQL; they are worked on at once.</param>
    public static async Task<AnomalyMatrix> RunAsync(params StoreServer[] servers)
    {
        ArgumentNullException.ThrowIfNull(servers);
        using var bar = CourseHost.IsAvailable ? new ProgressBar(CourseHost.Current, "trying ten anomalies at every level") : null;
        var plan = new List<IReadOnlyList<IsolationVariant>>();
        foreach (var server in servers) plan.Add(await ColumnsOfAsync(server));
        var (all, done) = (plan.Sum(columns => columns.Count) * Anomaly.All.Count, 0);
        void Tried() => bar?.Report((double)Interlocked.Increment(ref done) / all);
        var results = await Task.WhenAll(servers.Select((server, i) => RunAsync(server, plan[i], Tried)));
        return new([.. results.SelectMany(columns => columns)]);
    }

    /// <summary>The number of anomalies that happened in one column against another.</summary>
    /// <param name="a">One of <see cref="Columns"/>.</param>
    /// <param name="b">Another.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public Evidence Compare(string a, string b) => Evidence.Of("anomalies that happen", (a, Counters[a]), (b, Counters[b]));

    /// <summary>The field: what happened is bright.</summary>
    /// <param name="title">What the picture says.</param>
    public Chart Chart(string title = "What can happen, by server and isolation level") => new Chart(title).Heat(
        [.. Anomaly.All.Select(anomaly => anomaly.Id.Replace("-", "-\n", StringComparison.Ordinal))],
        Columns,
        [.. columns.Select(column => column.Runs.Select(run => Shade(run.Outcome)).ToArray())],
        [.. columns.Select(column => column.Runs.Select(run => AnomalyRun.Words(run.Outcome)).ToArray())])
        .Height(90 + (36 * columns.Count))
        .Note($"{string.Join(" · ", Anomaly.All.Select(anomaly => $"{anomaly.Id} {anomaly.Name}"))}. Not seen: everybody read a state in which it had not happened. "
            + "Waits: a lock kept the two apart. Aborts: a transaction was refused, to be run again.");

    /// <inheritdoc/>
    public Bundle ToBundle() => Chart().ToBundle();

    private static double Shade(AnomalyOutcome outcome) => outcome switch
    {
        AnomalyOutcome.Happens => 1,
        AnomalyOutcome.Aborts => 0.35,
        AnomalyOutcome.Waits => 0.2,
        _ => 0,
    };

    private static async Task<IReadOnlyList<IsolationVariant>> ColumnsOfAsync(StoreServer server)
    {
        await using var connection = await server.OpenAsync();
        return await SqlDrivers.Of(server.Endpoint).Schedules(server.Endpoint).VariantsAsync(connection, CancellationToken.None);
    }

    private static async Task<IReadOnlyList<Column>> RunAsync(StoreServer server, IReadOnlyList<IsolationVariant> plan, Action tried)
    {
        var tries = new List<Column>();
        foreach (var (name, level, setting) in plan)
        {
            var runs = new List<AnomalyRun>();
            foreach (var anomaly in Anomaly.All)
            {
                runs.Add(await anomaly.RunAsync(server, level, setting));
                tried();
            }

            tries.Add(new(name, runs));
        }

        return tries;
    }

    private sealed record Column(string Name, IReadOnlyList<AnomalyRun> Runs);
}

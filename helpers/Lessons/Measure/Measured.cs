namespace StorageCourse;

/// <summary>Counters of one run, to be returned by a variant of an experiment.</summary>
/// <example><code>("seek", async () => new Measured(("pages", pages), ("rows", rows)))</code></example>
public sealed class Measured : IEvidence
{
    /// <param name="counters">Name and value of each.</param>
    public Measured(params (string Name, double Value)[] counters) =>
        Counters = counters.ToDictionary(counter => counter.Name, counter => counter.Value, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Counters { get; }
}

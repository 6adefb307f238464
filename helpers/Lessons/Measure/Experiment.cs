namespace StorageCourse;

/// <summary>What an experiment is called and how long it takes. A plain string is an experiment with the usual settings.</summary>
/// <param name="Title">What is compared; for <see cref="Bench.Curve{T}"/>, what varies along the x axis, with its unit.</param>
/// <example><code>await Bench.Compare(new Experiment("1,000 SETs") { Ops = 1_000, Unit = "command" }, ("one by one", …), ("pipelined", …))</code></example>
public sealed record Experiment(string Title)
{
    /// <summary>How many operations one run does: times and throughput are reported for one operation. At least 1.</summary>
    public int Ops { get; init; } = 1;

    /// <summary>What an operation is called: "query", "command".</summary>
    public string Unit { get; init; } = "operation";

    /// <summary>Runs of each variant, if <see cref="MaxTime"/> allows.</summary>
    public int MinSamples { get; init; } = 30;

    /// <summary>After this time no further round begins, but at least three of each variant are run. For a curve: for each point.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An experiment with the usual settings.</summary>
    public static implicit operator Experiment(string title) => new(title);
}

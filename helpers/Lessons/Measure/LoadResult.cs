using HdrHistogram;
using StorageCourse.Host;

namespace StorageCourse;

/// <summary>What the users of a system under <see cref="Load"/> saw.</summary>
public sealed class LoadResult : IDisplayable
{
    /// <summary>Latencies in ticks of 100 ns, to three significant digits.</summary>
    private readonly LongHistogram latencies = new(TimeSpan.TicksPerHour, numberOfSignificantValueDigits: 3);

    internal LoadResult(string name, IEnumerable<Answer> answers, TimeSpan duration, bool isMeasured)
    {
        Name = name;
        Answers = [.. answers.OrderBy(answer => answer.Arrived)];
        foreach (var answer in Answers) latencies.RecordValue(Math.Clamp(answer.Latency.Ticks, 1, TimeSpan.TicksPerHour));
        Duration = duration;
        IsMeasured = isMeasured;
    }

    /// <summary>What was loaded.</summary>
    public string Name { get; }

    /// <summary>All answers in order of the requests' arrival.</summary>
    public IReadOnlyList<Answer> Answers { get; }

    /// <summary>How long requests were sent.</summary>
    public TimeSpan Duration { get; }

    /// <summary>False with <c>--no-measure</c>: the load was short, and its times are no figures.</summary>
    public bool IsMeasured { get; }

    /// <summary>Requests in a second.</summary>
    public double PerSecond => Answers.Count / Duration.TotalSeconds;

    /// <summary>How many requests ended with an exception.</summary>
    public int Failed => Answers.Count(answer => answer.HasFailed);

    /// <summary>
    /// The latency in seconds that a part of the requests did not exceed, to three significant digits. Not a number where the requests are too few to
    /// tell: a p99 takes a hundred.
    /// </summary>
    /// <param name="q">That part, from 0 to 1; 1 is the longest.</param>
    public double Quantile(double q) => Answers.Count == 0 || (q < 1 && Answers.Count * (1 - q) < 1 - 1e-9)
        ? double.NaN
        : TimeSpan.FromTicks(latencies.GetValueAtPercentile(q * 100)).TotalSeconds;

    /// <summary>How many requests waited longer than this.</summary>
    public int Slower(TimeSpan limit) => Answers.Count(answer => answer.Latency > limit);

    /// <inheritdoc/>
    public Bundle ToBundle() => Load.Compare(Name, this).ToBundle();
}

/// <summary>The answer to one request.</summary>
/// <param name="Arrived">When the request arrived, from the load's beginning.</param>
/// <param name="Latency">From its arrival to the answer.</param>
/// <param name="HasFailed">Whether it ended with an exception.</param>
public sealed record Answer(TimeSpan Arrived, TimeSpan Latency, bool HasFailed);

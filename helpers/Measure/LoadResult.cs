using StorageCourse.Charts;
using StorageCourse.Host;
using StorageCourse.Measuring;

namespace StorageCourse;

/// <summary>What the users of a system under <see cref="Load"/> saw.</summary>
public sealed class LoadResult : IDisplayable
{
    private readonly double[] sorted;

    internal LoadResult(string name, IEnumerable<Answer> answers, TimeSpan duration, bool isMeasured)
    {
        Name = name;
        Answers = [.. answers.OrderBy(answer => answer.Arrived)];
        sorted = [.. Answers.Select(answer => answer.Latency.TotalSeconds).Order()];
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

    /// <summary>The latency in seconds that a part of the requests did not exceed; not a number without requests.</summary>
    /// <param name="q">That part, from 0 to 1.</param>
    public double Quantile(double q) => Quantiles.Of(sorted, q);

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

using StorageCourse.Lessons.Measure;

namespace StorageCourse;

/// <summary>
/// Load on a system, and the latencies that its users see. In an <i>open</i> loop requests arrive at a rate, whether or not earlier ones have been
/// answered, as customers do. In a <i>closed</i> loop each worker sends its next request after the answer to the one before: when the system stalls, so
/// does the load, and the requests that would have waited are never sent. G. Tene named that “coordinated omission”; see also B. Schroeder,
/// A. Wierman and M. Harchol-Balter, “Open Versus Closed: A Cautionary Tale”, NSDI 2006.
/// With <c>--no-measure</c> a load lasts a fifth of a second.
/// </summary>
public static class Load
{
    /// <summary>Requests arrive at random (a Poisson process from a fixed seed) at a rate. A latency counts from the arrival to the answer.</summary>
    /// <param name="name">What is loaded.</param>
    /// <param name="perSecond">The mean number of arrivals in a second, above 0.</param>
    /// <param name="duration">How long requests arrive. The answers to the last ones are waited for.</param>
    /// <param name="request">Sends a request, given its number from 0, and ends with the answer. One that throws counts as failed.</param>
    public static Task<LoadResult> OpenAsync(string name, double perSecond, TimeSpan duration, Func<int, Task> request) =>
        LoadGenerator.Current.OpenAsync(name, perSecond, duration, request);

    /// <summary>Workers that each send a request after the answer to the one before. A latency counts from sending to the answer.</summary>
    /// <param name="name">What is loaded.</param>
    /// <param name="workers">How many, from 1.</param>
    /// <param name="duration">How long requests are sent.</param>
    /// <param name="request">As in <see cref="OpenAsync"/>.</param>
    public static Task<LoadResult> ClosedAsync(string name, int workers, TimeSpan duration, Func<int, Task> request) =>
        LoadGenerator.Current.ClosedAsync(name, workers, duration, request);

    /// <summary>Loads side by side: a table, and a chart of their latencies by percentile.</summary>
    /// <exception cref="ArgumentException">None is given, or two have one name.</exception>
    public static LoadComparison Compare(string title, params LoadResult[] loads) => new(title, loads);
}

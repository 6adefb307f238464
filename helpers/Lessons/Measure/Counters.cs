using System.Globalization;

namespace StorageCourse.Lessons.Measure;

/// <summary>Reads the counters out of whatever a variant returned.</summary>
internal static class Counters
{
    /// <summary>The name of a counter that was returned as a bare number: it answers to any name.</summary>
    public const string Unnamed = "";

    public static IReadOnlyDictionary<string, double> Of(object? result) => result switch
    {
        IEvidence evidence => evidence.Counters,
        IEnumerable<KeyValuePair<string, double>> pairs => new Dictionary<string, double>(pairs, StringComparer.Ordinal),
        IEnumerable<KeyValuePair<string, long>> pairs => pairs.ToDictionary(pair => pair.Key, pair => (double)pair.Value, StringComparer.Ordinal),
        IEnumerable<KeyValuePair<string, int>> pairs => pairs.ToDictionary(pair => pair.Key, pair => (double)pair.Value, StringComparer.Ordinal),
        byte or short or int or uint or long or ulong or float or double or decimal =>
            new Dictionary<string, double>(StringComparer.Ordinal) { [Unnamed] = Convert.ToDouble(result, CultureInfo.InvariantCulture) },
        _ => new Dictionary<string, double>(StringComparer.Ordinal),
    };

    /// <summary>The mean of each counter over the runs that have it.</summary>
    public static IReadOnlyDictionary<string, double> Mean(IReadOnlyList<IReadOnlyDictionary<string, double>> runs) =>
        runs.SelectMany(run => run).GroupBy(counter => counter.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Average(counter => counter.Value), StringComparer.Ordinal);
}

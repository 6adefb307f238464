using System.Text.Json;
using System.Text.Json.Nodes;
using StorageCourse.Display;

namespace StorageCourse.Lessons.Charts;

/// <summary>The figures of somebody else's chart as a table: a row for each point of each trace.</summary>
internal static class PlotlyTable
{
    private const int MostRows = 100;

    /// <summary>What traces keep their values in.</summary>
    private static readonly string[] Lists = ["x", "y", "z", "labels", "values", "text"];

    public static Table Of(IEnumerable<JsonObject> traces)
    {
        var known = traces.Select((trace, index) => (Name: trace["name"]?.ToString() ?? $"{index + 1}", Lists: Lists.ToDictionary(list => list, list => trace[list] as JsonArray))).ToList();
        var used = Lists.Where(list => known.Exists(trace => trace.Lists[list] is not null)).ToList();
        var rows = new List<IReadOnlyList<object?>>();
        long total = 0;
        foreach (var (name, lists) in known)
        {
            var points = lists.Values.Max(list => list?.Count ?? 0);
            total += points;
            for (var point = 0; point < points && rows.Count < MostRows; point++)
                rows.Add([name, .. used.Select(list => lists[list] is { } values && point < values.Count ? Value(values[point]) : null)]);
        }

        return new([new("trace", ""), .. used.Select(list => new TableColumn(list, ""))], rows, total);
    }

    private static object? Value(JsonNode? node) => node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => Figures.Rounded(value.GetValue<double>()),
        JsonArray row => string.Join(", ", row.Select(cell => Table.FormatValue(Value(cell)))),
        _ => node.ToString(),
    };
}

using System.Globalization;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>The table that <see cref="Lab.StartAsync"/> shows.</summary>
internal static class LabTable
{
    /// <summary>One row a need.</summary>
    public static Table Of(IReadOnlyList<LabStore> stores) => new(
        [new("store", ""), new("version", ""), new("provider", ""), new("endpoint", ""), new("ms", "")],
        [.. stores.Select(Row)],
        stores.Count);

    private static IReadOnlyList<object?> Row(LabStore row)
    {
        var name = row.Need.Name == row.Need.Store ? row.Need.Store : $"{row.Need.Store} ({row.Need.Name})";
        return row.Server is { Endpoint: var endpoint } server
            ? [name, $"{endpoint.Flavor} {endpoint.Version}", server.Provider, $"{endpoint.Host}:{endpoint.Port}", Milliseconds(row)]
            : [name, "–", "unavailable", row.Reason, Milliseconds(row)];
    }

    private static long Milliseconds(LabStore row) => Convert.ToInt64(row.Elapsed.TotalMilliseconds, CultureInfo.InvariantCulture);
}

using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>How a lab is shown, and reported to the runner.</summary>
internal static class LabTable
{
    /// <summary>One row a need.</summary>
    public static Table Of(IReadOnlyList<LabStore> stores) => new(
        [new("store", ""), new("version", ""), new("provider", ""), new("endpoint", ""), new("ms", "")],
        [.. stores.Select(Row)],
        stores.Count);

    /// <summary>For the runner's report; without a password.</summary>
    public static Outcome OutcomeOf(LabStore row) => new(
        OutcomeKind.Store,
        row.Need.Name,
        row.Server is not null ? OutcomeStatus.Passed : row.HasFailed ? OutcomeStatus.Error : OutcomeStatus.Skipped,
        row.Server is { } server ? $"{server.Endpoint.Flavor} {server.Endpoint.Version} ({server.Provider})" : row.Need.Store,
        row.Reason ?? "",
        new Dictionary<string, double> { ["startup_ms"] = Milliseconds(row) });

    private static IReadOnlyList<object?> Row(LabStore row)
    {
        var name = row.Need.Name == row.Need.Store ? row.Need.Store : $"{row.Need.Store} ({row.Need.Name})";
        return row.Server is { Endpoint: var endpoint } server
            ? [name, $"{endpoint.Flavor} {endpoint.Version}", Provider(row, server), $"{endpoint.Host}:{endpoint.Port}", Milliseconds(row)]
            : [name, "–", "unavailable", row.Reason, Milliseconds(row)];
    }

    private static string Provider(LabStore row, StoreServer server)
    {
        var notes = string.Join("; ", new[] { server.Note, row.Reason ?? "" }.Where(note => note.Length > 0));
        return notes.Length == 0 ? server.Provider : $"{server.Provider} ({notes})";
    }

    private static double Milliseconds(LabStore row) => Math.Round(row.Elapsed.TotalMilliseconds);
}

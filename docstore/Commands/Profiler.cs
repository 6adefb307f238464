using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>What one operation did, for system.profile.</summary>
/// <param name="Kind">query, getmore, insert, update, remove or command.</param>
/// <param name="Namespace">Database and collection.</param>
/// <param name="Command">The command as it came.</param>
internal sealed record ProfiledOperation(string Kind, string Namespace, BsonDocument Command)
{
    /// <summary>The plan that was run; null where there was none.</summary>
    public QueryPlan? Plan { get; init; }

    /// <summary>The run, where it is not the plan's: getMore goes on with one.</summary>
    public ICursorRun? Run { get; init; }

    /// <summary>The command that opened the cursor.</summary>
    public BsonDocument? Origin { get; init; }

    /// <summary>How many documents the reply has.</summary>
    public int? Returned { get; init; }

    /// <summary>ninserted, nMatched, nModified, ndeleted and the like.</summary>
    public BsonDocument Counts { get; init; } = [];
}

/// <summary>Writes operations to system.profile, as the database's profile settings say.</summary>
internal static class Profiler
{
    private const long MaxBytes = 1024 * 1024;

    /// <summary>Records an operation that has just ended, if it is to be.</summary>
    public static void Record(CommandContext c, ProfiledOperation operation)
    {
        var settings = c.Store.Database(c.DatabaseName).Profile;
        if (settings.Level == 0)
            return;
        var milliseconds = (int)c.Operation.Elapsed.TotalMilliseconds;
        if (settings.Level == 1 && (milliseconds < settings.SlowMilliseconds || Random.Shared.NextDouble() >= settings.SampleRate))
            return;
        var (profile, _) = c.Store.CreateIfAbsent(c.DatabaseName, "system.profile", new() { HasIdIndex = false });
        try
        {
            profile.Insert(Entry(c, operation, milliseconds));
            Trim(profile);
        }
        catch (CollectionDroppedException)
        {
            // It was dropped just now: whoever did it wants no entries of before.
        }
    }

    private static BsonDocument Entry(CommandContext c, ProfiledOperation operation, int milliseconds)
    {
        var entry = new BsonDocument { { "op", operation.Kind }, { "ns", operation.Namespace }, { "command", Shortened(operation.Command) } };
        if (operation.Origin is not null)
            entry.Add("originatingCommand", Shortened(operation.Origin));
        var run = operation.Run ?? operation.Plan?.Execution;
        if (run is not null)
        {
            entry.Add("keysExamined", run.KeysExamined);
            entry.Add("docsExamined", run.DocsExamined);
        }

        foreach (var count in operation.Counts)
            entry.Add(count);
        if (operation.Returned is { } returned)
            entry.Add("nreturned", returned);
        entry.Add("protocol", "op_msg");
        entry.Add("millis", milliseconds);
        if (operation.Plan is { } plan)
        {
            entry.Add("planSummary", plan.Summary);
            entry.Add("execStats", plan.Root.ToStatistics());
        }

        entry.Add("ts", DateTime.UtcNow);
        entry.Add("client", c.Connection.RemoteEndpoint);
        entry.Add("appName", c.Connection.AppName);
        entry.Add("allUsers", c.Connection.User is { } user ? [new BsonDocument { { "user", user }, { "db", "admin" } }] : new BsonArray());
        entry.Add("user", c.Connection.User is null ? "" : c.Connection.User + "@admin");
        return entry;
    }

    /// <summary>A command without what was sent along with it: mongod leaves out documents to insert, too.</summary>
    private static BsonDocument Shortened(BsonDocument command) => new(command.Where(element => element.Name is not ("documents" or "$db" or "lsid" or "$readPreference")));

    private static void Trim(Collection profile)
    {
        while (profile.Bytes > MaxBytes)
        {
            long oldest;
            byte[]? bytes;
            using (profile.Read())
            {
                oldest = profile.Records.FirstFrom(0);
                bytes = oldest < 0 ? null : profile.Records[oldest];
            }

            if (bytes is null || !profile.TryRemove(oldest, bytes))
                return;
        }
    }
}

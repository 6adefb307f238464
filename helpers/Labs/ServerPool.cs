namespace StorageCourse.Labs;

/// <summary>The servers that labs share, each with the number of labs that use it. A server of one's own is in no pool.</summary>
internal sealed class ServerPool
{
    private readonly Dictionary<string, (LabStore Store, int Users)> shared = [];

    /// <summary>The running server of a need, or a new one.</summary>
    public async Task<LabStore> TakeAsync(Need need, CancellationToken cancellationToken)
    {
        lock (shared)
        {
            if (!need.IsOwn && shared.TryGetValue(need.Key, out var entry))
            {
                shared[need.Key] = entry with { Users = entry.Users + 1 };
                return entry.Store;
            }
        }

        var store = await LabProviders.StartAsync(need, cancellationToken);
        lock (shared)
            if (!need.IsOwn && store.Server is not null)
                shared[need.Key] = (store, 1);
        return store;
    }

    /// <summary>Gives a server back; the last one out ends it.</summary>
    public async ValueTask ReturnAsync(LabStore store)
    {
        if (store.Server is null) return;
        lock (shared)
        {
            if (shared.TryGetValue(store.Need.Key, out var entry) && ReferenceEquals(entry.Store.Server, store.Server))
            {
                if (entry.Users > 1)
                {
                    shared[store.Need.Key] = entry with { Users = entry.Users - 1 };
                    return;
                }

                shared.Remove(store.Need.Key);
            }
        }

        await store.Server.DisposeAsync();
    }
}

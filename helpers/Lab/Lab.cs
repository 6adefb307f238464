using StorageCourse.Host;
using StorageCourse.Labs;

namespace StorageCourse;

/// <summary>The servers that a notebook works with: found or started, shown in a table, ended with the notebook's kernel.</summary>
public sealed class Lab : IDisplayable, IAsyncDisposable
{
    private static readonly SemaphoreSlim Starting = new(1, 1);
    private static readonly List<Lab> Running = [];
    private readonly IReadOnlyList<LabStore> stores;

    private Lab(IReadOnlyList<LabStore> stores) => this.stores = stores;

    /// <summary>What was asked for and what became of it, in the order of the needs.</summary>
    public IReadOnlyList<LabStore> Stores => stores;

    /// <summary>The PostgreSQL server.</summary>
    public StoreServer Postgres => this["postgres"];

    /// <summary>The MariaDB or MySQL server.</summary>
    public StoreServer MySql => this["mysql"];

    /// <summary>The Redis server.</summary>
    public StoreServer Redis => this["redis"];

    /// <summary>The server of a store, or of the name that <see cref="Need.Named"/> gave it.</summary>
    /// <exception cref="CellSkippedException">The store was asked for, but can't be had here: the cell counts as skipped.</exception>
    /// <exception cref="CellException">This lab was not asked for it.</exception>
    public StoreServer this[string store]
    {
        get
        {
            var row = stores.FirstOrDefault(row => row.Need.Name == store) ?? throw NotAsked(store, stores);
            return row.Server ?? throw new CellSkippedException($"store:{store}", row.Reason!);
        }
    }

    /// <summary>
    /// Finds or starts a server for each need, all at once, and shows them in a table. Asked for the same again, it returns the running lab;
    /// a store that can't be served is a row that says why, and what would help.
    /// </summary>
    public static async Task<Lab> StartAsync(params Need[] needs)
    {
        ArgumentNullException.ThrowIfNull(needs);
        await Starting.WaitAsync();
        try
        {
            var lab = new Lab(await Task.WhenAll(needs.Select(LabStore.StartAsync)));
            lock (Running) Running.Add(lab);
            return lab;
        }
        finally
        {
            Starting.Release();
        }
    }

    /// <summary>The server of a store (or of a name) in any running lab, the newest first; null where none serves it.</summary>
    public static StoreServer? Find(string store)
    {
        lock (Running) return Running.AsEnumerable().Reverse().SelectMany(lab => lab.stores).FirstOrDefault(row => row.Need.Name == store && row.Server is not null)?.Server;
    }

    /// <summary>As <see cref="Find"/>, but never null: for cells that can't run without the store.</summary>
    /// <exception cref="CellSkippedException">A lab was asked for the store, but it can't be had here: the cell counts as skipped.</exception>
    /// <exception cref="CellException">No lab was asked for it.</exception>
    public static StoreServer Require(string store)
    {
        if (Find(store) is { } server) return server;
        lock (Running)
        {
            var rows = Running.SelectMany(lab => lab.stores).ToList();
            if (rows.LastOrDefault(row => row.Need.Name == store) is { } row) throw new CellSkippedException($"store:{store}", row.Reason!);
            throw NotAsked(store, rows);
        }
    }

    /// <inheritdoc/>
    public Bundle ToBundle() => LabTable.Of(stores).ToBundle();

    /// <summary>Ends what this lab started and no other lab uses.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (Running) Running.Remove(this);
        foreach (var row in stores)
            if (row.Server is { } server)
                await server.DisposeAsync();
    }

    private static CellException NotAsked(string store, IReadOnlyCollection<LabStore> rows) => new("StoreNotStarted",
        rows.Count == 0
            ? $"no lab runs yet; start one first: var lab = await Lab.StartAsync(\"{store}\");"
            : $"expected {string.Join(" or ", rows.Select(row => row.Need.Name).Distinct())}, for which a lab was started, got \"{store}\"; add it to Lab.StartAsync(…)");
}

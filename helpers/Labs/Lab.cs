using StorageCourse.Host;
using StorageCourse.Labs;

namespace StorageCourse;

/// <summary>The servers that a notebook works with: found or started, shown in a table, ended with the notebook's kernel.</summary>
public sealed class Lab : IDisplayable, IAsyncDisposable
{
    private static readonly TimeSpan ExitDeadline = TimeSpan.FromSeconds(3);
    private static readonly SemaphoreSlim Turn = new(1, 1);
    private static readonly ServerPool Pool = new();
    private static readonly List<Lab> Running = [];
    private LabStore[] stores;

    static Lab() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    private Lab(LabStore[] stores) => this.stores = stores;

    /// <summary>What was asked for and what became of it, in the order of the needs.</summary>
    public IReadOnlyList<LabStore> Stores => stores;

    /// <summary>The server of a store, or of the name that <see cref="Need.Named"/> gave it.</summary>
    /// <exception cref="CellSkippedException">The store was asked for, but can't be had here: the cell counts as skipped.</exception>
    /// <exception cref="CellException">This lab was not asked for it.</exception>
    public StoreServer this[string store] => Serving(store, stores);

    /// <summary>
    /// Finds or starts a server for each need, all at once, and shows them in a table. Asked for the same again, it returns the running lab,
    /// with servers brought back that were left stopped. A store that can't be had here is a row that says why, and what would help.
    /// </summary>
    /// <exception cref="CellException">A server could be had, but did not start: the message ends with its log.</exception>
    public static Task<Lab> StartAsync(params Need[] needs) => StartAsync(needs, CancellationToken.None);

    /// <summary>As <see cref="StartAsync(Need[])"/>, until it is cancelled.</summary>
    public static async Task<Lab> StartAsync(IReadOnlyList<Need> needs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(needs);
        if (needs.Count == 0) throw new ArgumentException($"expected at least one store, as in Lab.StartAsync(\"{Need.KnownStores[0]}\")", nameof(needs));
        if (needs.GroupBy(need => need.Name).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
            throw new ArgumentException($"two servers are named \"{twice}\"; give one another name, as in Need.{StoreRecipes.All[0].PropertyName}.Named(\"replica\")", nameof(needs));
        await Turn.WaitAsync(cancellationToken);
        try
        {
            var lab = FindRunning(needs);
            if (lab is not null)
            {
                await lab.ReviveAsync(cancellationToken);
            }
            else
            {
                lab = new Lab(await Task.WhenAll(needs.Select(need => Pool.TakeAsync(need, cancellationToken))));
                lock (Running) Running.Add(lab);
            }

            lab.Show();
            if (lab.stores.FirstOrDefault(row => row.HasFailed) is { } failed)
                throw new CellException("StoreFailed", $"{failed.Need.Name} did not start: {failed.Reason}");
            return lab;
        }
        finally
        {
            Turn.Release();
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
    public static StoreServer Require(string store) => Find(store) ?? Serving(store, AllStores());

    /// <inheritdoc/>
    public Bundle ToBundle() => LabTable.Of(stores).ToBundle();

    /// <summary>Ends what this lab started and no other lab uses.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (Running)
            if (!Running.Remove(this))
                return;
        await Task.WhenAll(stores.Select(row => Pool.ReturnAsync(row).AsTask()));
    }

    /// <summary>All rows of all running labs.</summary>
    internal static IReadOnlyList<LabStore> AllStores()
    {
        lock (Running) return [.. Running.SelectMany(lab => lab.stores)];
    }

    private static Lab? FindRunning(IReadOnlyList<Need> needs)
    {
        var keys = needs.Select(need => need.Key).ToHashSet();
        lock (Running) return Running.Find(lab => keys.SetEquals(lab.stores.Select(row => row.Need.Key)));
    }

    private static StoreServer Serving(string store, IReadOnlyCollection<LabStore> rows)
    {
        if (rows.LastOrDefault(row => row.Need.Name == store) is { } row)
            return row.Server ?? throw new CellSkippedException($"store:{store}", row.Reason!);
        throw new CellException("StoreNotStarted", rows.Count == 0
            ? $"no lab runs yet; start one first: var lab = await Lab.StartAsync(\"{store}\");"
            : $"no lab was asked for \"{store}\", only for {string.Join(", ", rows.Select(row => row.Need.Name).Distinct())}; add it to Lab.StartAsync(…)");
    }

    private static void EndAll()
    {
        Lab[] labs;
        lock (Running) labs = [.. Running];
        if (labs.Length > 0) Task.WhenAll(labs.Select(lab => lab.DisposeAsync().AsTask())).Wait(ExitDeadline);
    }

    private async Task ReviveAsync(CancellationToken cancellationToken)
    {
        stores = await Task.WhenAll(stores.Select(async row =>
        {
            if (row.Server is null) return await Pool.TakeAsync(row.Need, cancellationToken);
            await row.Server.ReviveAsync(cancellationToken);
            return row;
        }));
    }

    private void Show()
    {
        if (!CourseHost.IsAvailable) return;
        CourseHost.Current.Display(ToBundle().With(MimeType.Outcome, Outcome.ToJson([.. stores.Select(LabTable.OutcomeOf)])));
    }
}

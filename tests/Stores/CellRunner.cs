using StorageCourse.Stores;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Stores;

/// <summary>Runs cells as a notebook would, against servers of a lab.</summary>
internal sealed class CellRunner : IDisposable
{
    public CellRunner()
    {
        foreach (var language in AllStores.CreateLanguages()) Host.Register(language);
    }

    public RecordingHost Host { get; } = new();

    /// <summary>Runs a cell, first line and all, and returns what it showed as plain text.</summary>
    public Task<string> RunAsync(string cell) => InterruptAsync(cell, CancellationToken.None);

    /// <summary>As <see cref="RunAsync"/>, with an interrupt at hand.</summary>
    public async Task<string> InterruptAsync(string cell, CancellationToken interrupt)
    {
        Host.Clear();
        var end = cell.IndexOf('\n', StringComparison.Ordinal);
        var first = (end < 0 ? cell : cell[..end]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var options = new Dictionary<string, string>();
        for (var i = 1; i < first.Length; i += 2) options[first[i]] = first[i + 1];
        await Language(first[0][2..]).RunAsync(new(end < 0 ? "" : cell[(end + 1)..], options, 2), Host, interrupt);
        return Host.Text;
    }

    /// <summary>Runs a cell that must fail, and returns its error.</summary>
    public Task<CellException> FailAsync(string cell) => Should.ThrowAsync<CellException>(() => RunAsync(cell));

    /// <summary>The texts of the completions at the end of a text.</summary>
    public async Task<IReadOnlyList<string>> CompleteAsync(string language, string text) =>
        [.. (await Language(language).CompleteAsync(text, text.Length, Host, CancellationToken.None)).Items.Select(item => item.Text)];

    /// <summary>Starts a store, or skips the test with the reason why there is none.</summary>
    public static async Task<Lab> StartAsync(params Need[] needs)
    {
        var lab = await Lab.StartAsync(needs);
        foreach (var store in lab.Stores)
            if (store.Reason is not null) Assert.Skip($"{store.Need.Store}: {store.Reason}");
        return lab;
    }

    private ICellLanguage Language(string name) =>
        Host.Languages.Values.Single(language => language.Name == name || language.Aliases.Contains(name));

    /// <summary>Closes the sessions that its cells have opened.</summary>
    public void Dispose()
    {
        foreach (var language in Host.Languages.Values.OfType<IStoreLanguage>()) language.CloseSessions();
    }
}

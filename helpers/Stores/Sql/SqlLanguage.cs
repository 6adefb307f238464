using System.Collections.Concurrent;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Sql;

/// <summary>SQL cells: split into statements, sent one at a time, shown as tables.</summary>
internal sealed class SqlLanguage(SqlDialect dialect) : IStoreLanguage
{
    private const int RowsShown = 50;
    private const int MostRowsShown = 1_000;
    private const int RowsKept = 10_000;
    private readonly ConcurrentDictionary<(string Store, string Name), SqlSession> sessions = new();
    private readonly SqlCompletion completion = new(dialect);

    public string Name => dialect.Name;

    public IReadOnlyList<string> Aliases => dialect.Aliases;

    public string Description => $"SQL on the lab's {dialect.Title}. :name is the C# variable of that name.";

    public string ColouredAs => "SQL";

    public IReadOnlyList<CellOption> Options { get; } =
    [
        new("--name", "the C# variable that gets the last result set, a QueryResult"),
        new("--on", "the session to run in, opened when first used; transactions need two"),
        new("--limit", "how many rows to show (50 unless said), and with --name to keep (10000 unless said)"),
        CellOptions.Store,
    ];

    public async Task RunAsync(CellSubmission submission, IHost host, CancellationToken cancellationToken)
    {
        var limit = CellOptions.Limit(submission, "rows");
        var name = CellOptions.Name(submission);
        var (store, server) = CellOptions.Server(submission, dialect.Store, Name);
        var statements = SqlSplitter.Split(submission.TextInCell, dialect.Syntax);
        var output = new CellOutput(host);
        if (statements.Count == 0)
        {
            output.Line("nothing to run: the cell holds no statement");
            return;
        }

        var on = submission.Option("--on") ?? "";
        var session = sessions.GetOrAdd((store, on), key => new SqlSession(dialect, key.Store, key.Name));
        session.Notice = output.Line;
        try
        {
            var (connection, note) = await session.OpenAsync(server, cancellationToken);
            if (note is not null) output.Line(note);
            var cell = new SqlCell(dialect, session, connection, submission, output)
            {
                Show = Math.Min(limit ?? RowsShown, MostRowsShown),
                Catalog = completion.CurrentCatalogAsync,
                Keep = name is null ? 0 : limit ?? RowsKept,
            };
            var last = await cell.RunAsync(statements, host, cancellationToken);
            if (name is null) return;
            if (last is null) output.Line($"no result set, so {name} was not set");
            else CellOptions.Bind(host, name, last.ToQueryResult(), last.Kept.Count, last.Total, "rows", output);
        }
        finally
        {
            session.Notice = null;
            output.Flush();
        }
    }

    public void CloseSessions()
    {
        foreach (var session in sessions.Values) session.Abandon();
        sessions.Clear();
    }

    public async Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken) =>
        await completion.CompleteAsync(text, position, host, cancellationToken);
}

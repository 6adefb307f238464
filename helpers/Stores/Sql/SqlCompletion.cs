using System.Data;
using System.Data.Common;
using StorageCourse.Host;

namespace StorageCourse.Stores.Sql;

/// <summary>Completes SQL from the live catalog, over a connection of its own, so that neither a running cell nor a failed transaction stands in the way.</summary>
internal sealed class SqlCompletion(SqlDialect dialect)
{
    private const int MostItems = 300;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly SqlCatalog Nothing = new([], []);
    private readonly Lock gate = new();
    private Task<SqlCatalog> catalog = Task.FromResult(Nothing);
    private StoreEndpoint? endpoint;
    private long readAt;
    private DbConnection? connection;
    private StoreEndpoint? connectedTo;

    public async Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken)
    {
        var start = position;
        while (start > 0 && SqlLexer.IsWordPart(text[start - 1])) start--;
        var prefix = text[start..position];
        var before = start > 0 ? text[start - 1] : '\0';
        if (IsInString(text, position)) return CellCompletions.None(position);
        if (before == ':' && (start < 2 || text[start - 2] != ':'))
            return Offer(host.GetVariables().Select(variable => new CellCompletion(variable.Name, "variable", variable.Type.Name)));

        var known = await CatalogAsync(Fresh, cancellationToken);
        if (before == '.') return Offer(Members(known, text, Qualifier(text, start - 1)));

        var mentioned = Mentioned(known, text).Select(one => one.Table).Distinct().ToList();
        return Offer(
        [
            .. mentioned.SelectMany(table => table.Columns, (table, column) => new CellCompletion(column.Name, "column", $"{table.Name}: {column.Type}")).DistinctBy(one => one.Text),
            .. known.Tables.Select(table => new CellCompletion(table.Name, table.Kind, Describe(table))),
            .. dialect.Keywords.Select(word => new CellCompletion(word, "keyword")),
            .. prefix.Length == 0 ? [] : known.Functions.Select(function => new CellCompletion(function.Name, "function", $"{function.Name}({function.Signature})")),
        ]);

        CellCompletions Offer(IEnumerable<CellCompletion> items) => new(start, position,
            [.. items.Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).DistinctBy(item => (item.Text, item.Kind)).Take(MostItems)]);
    }

    private static string Describe(SqlTable table) =>
        $"{table.Schema}.{table.Name} ({string.Join(", ", table.Columns.Take(8).Select(column => column.Name))}{(table.Columns.Count > 8 ? ", …" : "")})";

    private static IEnumerable<CellCompletion> Members(SqlCatalog known, string text, string qualifier) =>
    [
        .. Mentioned(known, text).Where(one => Same(one.Alias, qualifier) || Same(one.Table.Name, qualifier)).Select(one => one.Table)
            .Concat(known.Tables.Where(table => Same(table.Name, qualifier))).Distinct()
            .SelectMany(table => table.Columns, (table, column) => new CellCompletion(column.Name, "column", $"{table.Name}: {column.Type}")),
        .. known.Tables.Where(table => Same(table.Schema, qualifier)).Select(table => new CellCompletion(table.Name, table.Kind, Describe(table))),
    ];

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static string Qualifier(string text, int dot)
    {
        var start = dot;
        while (start > 0 && (SqlLexer.IsWordPart(text[start - 1]) || text[start - 1] is '"' or '`' or '[' or ']')) start--;
        return text[start..dot].Trim('"', '`', '[', ']');
    }

    private bool IsInString(string text, int position)
    {
        var token = SqlLexer.Read(text[..position], dialect.Syntax).LastOrDefault();
        var last = token.In(text);
        return token.Kind switch
        {
            SqlTokenKind.String => last.Length == 1 || last[^1] != last[0],
            SqlTokenKind.Comment => !last.EndsWith("*/"),
            _ => false,
        };
    }

    /// <summary>The tables whose names stand in the text, with the word behind each, which may be its alias.</summary>
    private static IEnumerable<(SqlTable Table, string Alias)> Mentioned(SqlCatalog known, string text)
    {
        var words = text.Split([' ', '\n', '\t', ',', '(', ')', ';', '"', '`', '.', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        var tables = known.Tables.ToLookup(table => table.Name, StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < words.Length; i++)
        {
            var next = words.ElementAtOrDefault(i + 1) ?? "";
            if (next.Equals("as", StringComparison.OrdinalIgnoreCase)) next = words.ElementAtOrDefault(i + 2) ?? "";
            foreach (var table in tables[words[i]]) yield return (table, next);
        }
    }

    /// <summary>What the database has now; nothing where it does not answer soon.</summary>
    public Task<SqlCatalog> CurrentCatalogAsync(CancellationToken cancellationToken) => CatalogAsync(TimeSpan.Zero, cancellationToken);

    private async Task<SqlCatalog> CatalogAsync(TimeSpan fresh, CancellationToken cancellationToken)
    {
        if (Lab.Find(dialect.Store)?.Endpoint is not { } wanted) return Nothing;
        Task<SqlCatalog> reading;
        lock (gate)
        {
            if (endpoint != wanted || (catalog.IsCompleted && TimeProvider.System.GetElapsedTime(readAt) > fresh))
            {
                catalog = ReadAsync(catalog, wanted);
                endpoint = wanted;
                readAt = TimeProvider.System.GetTimestamp();
            }

            reading = catalog;
        }

        try
        {
            return await reading.WaitAsync(Patience, cancellationToken);
        }
        catch (Exception e) when (e is DbException or IOException or InvalidOperationException or TimeoutException)
        {
            // A server that is down has nothing to offer, and that is no reason to disturb who types.
            return Nothing;
        }
    }

    private async Task<SqlCatalog> ReadAsync(Task before, StoreEndpoint wanted)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connectedTo != wanted || connection?.State != ConnectionState.Open)
        {
            if (connection is not null) await connection.DisposeAsync();
            connection = null;
            connection = await dialect.OpenAsync(wanted, CancellationToken.None);
            connectedTo = wanted;
        }

        return await dialect.CatalogAsync(connection, CancellationToken.None);
    }
}

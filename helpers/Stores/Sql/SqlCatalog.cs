using System.Data.Common;
using System.Runtime.CompilerServices;

namespace StorageCourse.Stores.Sql;

/// <summary>What completion offers.</summary>
internal sealed record SqlCatalog(IReadOnlyList<SqlTable> Tables, IReadOnlyList<(string Name, string Signature)> Functions)
{
    /// <summary>Reads a catalog in which names are text and no table is without columns.</summary>
    /// <param name="connection">Completion's own.</param>
    /// <param name="columns">A query for schema, table, its kind, column and type, those of a table in a row.</param>
    /// <param name="routines">A query for name and signature.</param>
    /// <param name="builtIn">Functions of which the server's catalog does not tell.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<SqlCatalog> ReadAsync(DbConnection connection, string columns, string routines, IEnumerable<string> builtIn, CancellationToken cancellationToken)
    {
        var tables = new List<SqlTable>();
        var columnsOfTable = new List<(string, string)>();
        await foreach (var row in RowsAsync(connection, columns, cancellationToken))
        {
            if (tables.Count == 0 || tables[^1].Schema != row[0] || tables[^1].Name != row[1])
            {
                columnsOfTable = [];
                tables.Add(new(row[0], row[1], row[2], columnsOfTable));
            }

            columnsOfTable.Add((row[3], row[4]));
        }

        var functions = builtIn.Select(name => (name, "…")).ToList();
        await foreach (var row in RowsAsync(connection, routines, cancellationToken)) functions.Add((row[0], row[1]));
        return new(tables, functions);
    }

    private static async IAsyncEnumerable<string[]> RowsAsync(DbConnection connection, string query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = query;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];
    }
}

/// <summary>A table or view as completion knows it.</summary>
internal sealed record SqlTable(string Schema, string Name, string Kind, IReadOnlyList<(string Name, string Type)> Columns);

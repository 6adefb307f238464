using System.Data.Common;
using Dapper;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Lessons.Shops;

/// <summary>The indexes that were added to a table.</summary>
internal static class ShopIndexes
{
    /// <summary>The names of the indexes that no constraint lives by, as SQL writes them.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(DbConnection connection, string table) =>
        [.. await connection.QueryAsync<string>(SqlDrivers.Of(connection).AddedIndexes, new { table })];

    /// <summary>Removes them.</summary>
    public static async Task DropAsync(DbConnection connection, string table)
    {
        foreach (var index in await FindAsync(connection, table)) await connection.ExecuteAsync(SqlDrivers.Of(connection).DropIndex(table, index));
    }
}

using StorageCourse.Display;

namespace StorageCourse.Stores.Sql;

/// <summary>What to say to somebody who wrote a name that the server does not know.</summary>
internal static class SqlNames
{
    private const int MostNames = 20;
    private static readonly string[] Systems = ["pg_catalog", "information_schema", "sys"];

    /// <summary>The name that is close, or those that there are; null where there is nothing to say.</summary>
    public static string? Help(SqlUnknown unknown, SqlCatalog known, string statement)
    {
        var tables = known.Tables.Where(table => !Systems.Contains(table.Schema)).ToList();
        var mentioned = tables.Where(table => statement.Contains(table.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        string[] names = unknown.IsTable
            ? [.. tables.Select(table => table.Name).Distinct()]
            : [.. mentioned.SelectMany(table => table.Columns).Select(column => column.Name).Distinct()];
        // Where the server wants quotes, the same name in another case is the one that is meant.
        if (names.Contains(unknown.Name)) return null;
        if (Spelling.Closest(unknown.Name, names) is { } close) return $"did you mean {close}?";
        if (names.Length == 0) return unknown.IsTable ? "there is no table yet: run the cell that creates it." : null;
        var what = unknown.IsTable ? "the tables are" : $"the columns of {string.Join(" and ", mentioned.Select(table => table.Name))} are";
        return $"{what} {string.Join(", ", names.Take(MostNames))}{(names.Length > MostNames ? ", …" : "")}.";
    }
}

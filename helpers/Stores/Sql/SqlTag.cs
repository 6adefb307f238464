using System.Globalization;

namespace StorageCourse.Stores.Sql;

/// <summary>What a statement did, in the form of command tags: "INSERT 3", "CREATE INDEX".</summary>
internal static class SqlTag
{
    private static readonly string[] Objects =
    [
        "TABLE", "INDEX", "VIEW", "MATERIALIZED", "FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "SEQUENCE", "SCHEMA", "DATABASE", "TYPE", "DOMAIN", "EXTENSION",
        "ROLE", "USER", "POLICY", "RULE", "AGGREGATE", "CAST", "COLLATION", "OPERATOR", "PUBLICATION", "SUBSCRIPTION", "STATISTICS", "SERVER", "TABLESPACE", "SYSTEM",
    ];

    private static readonly string[] Counted = ["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "COPY", "MOVE", "FETCH"];
    private static readonly string[] Reading = ["SELECT", "VALUES", "TABLE", "SHOW", "EXPLAIN", "FETCH", "DESCRIBE", "DESC", "CALL", "EXECUTE", ""];

    /// <param name="statement">The statement.</param>
    /// <param name="affected">Rows affected; below 0 where the server didn't say.</param>
    public static string Of(SqlStatement statement, long affected = -1)
    {
        var words = statement.Words.ToList();
        var first = words.FirstOrDefault() ?? "";
        if (first == "WITH") first = words.Find(word => word is "INSERT" or "UPDATE" or "DELETE" or "MERGE") ?? "SELECT";
        if (Counted.Contains(first)) return affected < 0 ? first : string.Create(CultureInfo.InvariantCulture, $"{first} {affected:N0}");
        if (first is not ("CREATE" or "ALTER" or "DROP")) return first;
        var what = words.Find(Objects.Contains) ?? words.ElementAtOrDefault(1) ?? "";
        if (what == "MATERIALIZED") what = "MATERIALIZED VIEW";
        return affected > 0 ? string.Create(CultureInfo.InvariantCulture, $"{first} {what} {affected:N0}") : $"{first} {what}";
    }

    /// <summary>Whether the rows are all that such a statement gives, so that its tag says nothing.</summary>
    public static bool ReturnsRows(SqlStatement statement) => Reading.Contains(Of(statement).Split(' ')[0]);
}

namespace StorageCourse.Stores.PostgreSql;

/// <summary>The keywords that completion offers.</summary>
internal static class PostgreSqlKeywords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "add", "all", "alter", "analyze", "and", "any", "array", "as", "asc", "begin", "between", "buffers", "by", "call", "cascade", "case", "cast", "check",
        "collate", "column", "commit", "concurrently", "conflict", "constraint", "create", "cross", "current_date", "current_timestamp", "default", "delete",
        "desc", "distinct", "do", "domain", "drop", "else", "end", "enum", "except", "execute", "exists", "explain", "extension", "false", "filter", "first",
        "following", "for", "foreign", "from", "full", "function", "generated always as", "grant", "group by", "having", "if exists", "if not exists", "ilike",
        "in", "include", "index", "inner join", "insert into", "intersect", "interval", "into", "is not null", "is null", "isolation level", "join", "key",
        "language", "last", "lateral", "left join", "like", "limit", "lock", "materialized", "merge", "not", "nothing", "null", "nulls", "offset", "on", "or",
        "order by", "outer", "over", "partition by", "preceding", "prepare", "primary key", "procedure", "range", "recursive", "references", "refresh",
        "reindex", "release", "repeatable read", "replace", "reset", "restrict", "returning", "returns", "revoke", "right join", "rollback", "row", "rows",
        "savepoint", "schema", "select", "sequence", "serializable", "set", "share", "show", "skip locked", "some", "start transaction", "table",
        "tablesample", "temporary", "then", "to", "transaction", "trigger", "true", "truncate", "type", "union", "unique", "unlogged", "update", "using",
        "vacuum", "values", "verbose", "view", "when", "where", "window", "with",
    ];
}

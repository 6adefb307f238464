namespace StorageCourse.Stores.MySql;

/// <summary>The keywords that completion offers.</summary>
internal static class MySqlKeywords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "add", "after", "all", "alter", "analyze", "and", "as", "asc", "auto_increment", "before", "begin", "between", "by", "call", "cascade", "case", "cast",
        "change", "charset", "check", "collate", "column", "commit", "constraint", "create", "cross", "current_timestamp", "database", "databases", "declare",
        "default", "definer", "delete", "delimiter", "desc", "describe", "deterministic", "distinct", "drop", "duplicate key", "each row", "else", "elseif",
        "end", "engine", "enum", "except", "exists", "explain", "false", "for", "force", "foreign", "from", "fulltext", "function", "generated always as",
        "global", "grant", "group by", "having", "if", "if exists", "if not exists", "ignore", "in", "index", "inner join", "insert into", "intersect",
        "interval", "into", "is not null", "is null", "isolation level", "join", "key", "kill", "left join", "like", "limit", "lock", "loop", "modify", "not",
        "not null", "null", "offset", "on", "or", "order by", "out", "over", "partition by", "primary key", "procedure", "processlist", "read", "recursive",
        "references", "regexp", "release", "repeat", "replace", "return", "returns", "revoke", "right join", "rollback", "savepoint", "select", "session", "set",
        "show", "signal sqlstate", "skip locked", "start transaction", "status", "straight_join", "table", "tables", "temporary", "then", "to", "transaction",
        "trigger", "true", "truncate", "union", "unique", "unlock", "unsigned", "until", "update", "use", "using", "values", "variables", "view", "warnings",
        "when", "where", "while", "window", "with", "write",
    ];
}

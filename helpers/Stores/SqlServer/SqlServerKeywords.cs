namespace StorageCourse.Stores.SqlServer;

/// <summary>The keywords that completion offers.</summary>
internal static class SqlServerKeywords
{
    public static IReadOnlyList<string> All { get; } =
    [
        "add", "alter", "and", "as", "asc", "authorization", "begin", "begin catch", "begin transaction", "begin try", "between", "bulk insert", "by", "cascade", "case", "check",
        "clustered", "collate", "columnstore", "commit", "constraint", "create", "cross apply", "cross join", "cursor", "database", "dbcc", "declare", "default", "delete",
        "deny", "desc", "distinct", "drop", "drop if exists", "else", "end", "end catch", "end try", "except", "exec", "execute", "exists", "fetch next", "filestream", "for json path",
        "for xml path", "foreign key", "from", "full join", "function", "go", "grant", "group by", "grouping sets", "having", "holdlock", "identity", "if", "in", "include",
        "index", "inner join", "insert into", "intersect", "into", "is not null", "is null", "isolation level", "join", "key", "left join", "like", "merge", "next value for",
        "nocount", "nonclustered", "not", "not null", "null", "offset", "on", "openjson", "option", "option (recompile)", "or", "order by", "outer apply", "output", "output deleted", "output inserted",
        "over", "partition by", "percent", "pivot", "primary key", "print", "procedure", "query_store", "raiserror", "read committed", "read_committed_snapshot", "readpast", "references",
        "return", "returns", "revoke", "right join", "rollback", "rows only", "save transaction", "schema", "select", "sequence", "serializable", "set", "showplan_xml",
        "snapshot", "statistics io", "statistics time", "statistics xml", "table", "tablesample", "then", "throw", "top", "tran", "transaction", "trigger", "truncate table", "try", "union",
        "union all", "unique", "unpivot", "update", "updlock", "use", "using", "values", "view", "waitfor delay", "when", "when matched", "when not matched", "where", "while",
        "with", "within group", "xact_abort",
    ];
}

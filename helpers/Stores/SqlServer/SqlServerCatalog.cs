using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.SqlServer;

/// <summary>Reads what completion offers from the catalog views.</summary>
internal static class SqlServerCatalog
{
    private const string Columns = """
        select s.name, o.name, case o.type when 'V' then 'view' else 'table' end, c.name,
               t.name + case when t.name in ('nvarchar', 'nchar') and c.max_length > 0 then concat('(', c.max_length / 2, ')')
                             when t.name in ('varchar', 'char', 'varbinary', 'binary') and c.max_length > 0 then concat('(', c.max_length, ')')
                             when c.max_length = -1 and t.name in ('varchar', 'nvarchar', 'varbinary') then '(max)'
                             when t.name in ('decimal', 'numeric') then concat('(', c.precision, ',', c.scale, ')')
                             else '' end
        from sys.objects o
        join sys.schemas s on s.schema_id = o.schema_id
        join sys.columns c on c.object_id = o.object_id
        join sys.types t on t.user_type_id = c.user_type_id
        where o.type in ('U', 'V') and o.is_ms_shipped = 0
        order by s.name, o.name, c.column_id
        """;

    private const string Routines = """
        select name, case type when 'P' then 'procedure' else 'function' end from sys.objects where type in ('P', 'FN', 'IF', 'TF') and is_ms_shipped = 0
        """;

    private static readonly string[] BuiltIn =
    [
        "abs", "ascii", "avg", "cast", "ceiling", "char", "charindex", "checksum", "choose", "coalesce", "concat", "concat_ws", "convert", "count", "count_big",
        "cume_dist", "current_timestamp", "datalength", "dateadd", "datediff", "datediff_big", "datefromparts", "datename", "datepart", "datetrunc", "day", "db_name",
        "dense_rank", "eomonth", "error_line", "error_message", "error_number", "error_procedure", "error_severity", "error_state", "first_value", "floor", "format",
        "generate_series", "getdate", "getutcdate", "greatest", "grouping", "hashbytes", "ident_current", "iif", "isdate", "isjson", "isnull", "isnumeric",
        "json_modify", "json_object", "json_query", "json_value", "lag", "last_value", "lead", "least", "left", "len", "lower", "ltrim", "max", "min", "month", "newid",
        "newsequentialid", "ntile", "nullif", "object_id", "object_name", "openjson", "parse", "parsename", "patindex", "percent_rank", "percentile_cont", "power", "quotename", "rand",
        "rank", "replace", "replicate", "reverse", "right", "round", "row_number", "rtrim", "schema_name", "scope_identity", "sign", "space", "sqrt", "stdev",
        "string_agg", "string_escape", "string_split", "stuff", "substring", "sum", "switchoffset", "sysdatetime", "sysdatetimeoffset", "sysutcdatetime", "translate",
        "trim", "try_cast", "try_convert", "upper", "var", "xact_state", "year",
    ];

    public static Task<SqlCatalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        SqlCatalog.ReadAsync(connection, Columns, Routines, BuiltIn, cancellationToken);
}

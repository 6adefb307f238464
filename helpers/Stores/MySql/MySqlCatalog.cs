using System.Data.Common;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.MySql;

/// <summary>Reads what completion offers from information_schema.</summary>
internal static class MySqlCatalog
{
    private const string Columns = """
        select c.table_schema, c.table_name, case t.table_type when 'VIEW' then 'view' else 'table' end, c.column_name, c.column_type
        from information_schema.columns c
        join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')
        order by 1, 2, c.ordinal_position
        """;

    private const string Routines = """
        select routine_name, lower(routine_type) from information_schema.routines
        where routine_schema not in ('information_schema', 'mysql', 'performance_schema', 'sys')
        """;

    private static readonly string[] BuiltIn =
    [
        "abs", "avg", "bit_length", "ceil", "char_length", "coalesce", "concat", "concat_ws", "convert_tz", "count", "curdate", "current_timestamp", "database",
        "date", "date_add", "date_format", "date_sub", "datediff", "dense_rank", "first_value", "floor", "format", "from_unixtime", "greatest", "group_concat",
        "hex", "if", "ifnull", "json_array", "json_arrayagg", "json_extract", "json_object", "json_objectagg", "json_unquote", "json_valid", "lag",
        "last_insert_id", "last_value", "lead", "least", "left", "length", "lower", "lpad", "ltrim", "max", "md5", "min", "mod", "month", "now", "ntile",
        "nullif", "power", "rand", "rank", "regexp_replace", "repeat", "replace", "reverse", "right", "round", "row_count", "row_number", "rpad", "rtrim",
        "sha2", "sleep", "std", "str_to_date", "substring", "substring_index", "sum", "timestampdiff", "trim", "truncate", "unhex", "unix_timestamp", "upper",
        "user", "utc_timestamp", "uuid", "version", "week", "weekday", "year",
    ];

    public static Task<SqlCatalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken) =>
        SqlCatalog.ReadAsync(connection, Columns, Routines, BuiltIn, cancellationToken);
}

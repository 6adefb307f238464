using Npgsql;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>Reads what completion offers from PostgreSQL's catalog.</summary>
internal static class PostgreSqlCatalog
{
    private const string Columns = """
        select n.nspname::text, c.relname::text, case c.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'table' end,
               a.attname::text, format_type(a.atttypid, a.atttypmod)
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema' and n.nspname not like 'pg\_toast%'
          and (n.nspname <> 'pg_catalog' or c.relname like 'pg\_stat%' or c.relname in ('pg_class', 'pg_index', 'pg_indexes', 'pg_locks', 'pg_settings', 'pg_tables'))
        order by n.nspname = 'pg_catalog', 1, 2, a.attnum
        """;

    private const string Functions = """
        select p.proname::text, min(pg_get_function_arguments(p.oid))
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname <> 'information_schema' and p.proname not like '\_%' and p.prorettype <> 'trigger'::regtype
          and (n.nspname <> 'pg_catalog' or not exists (select 1 from pg_operator o where o.oprcode = p.oid))
        group by p.proname order by 1
        """;

    public static async Task<SqlCatalog> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = new List<SqlTable>();
        var functions = new List<(string, string)>();
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new(Columns), new(Functions) } };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var columns = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (schema, name) = (reader.GetString(0), reader.GetString(1));
            if (tables.Count == 0 || tables[^1].Schema != schema || tables[^1].Name != name)
            {
                columns = [];
                tables.Add(new(schema, name, reader.GetString(2), columns));
            }

            if (!await reader.IsDBNullAsync(3, cancellationToken)) columns.Add((reader.GetString(3), reader.GetString(4)));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) functions.Add((reader.GetString(0), reader.GetString(1)));
        return new(tables, functions);
    }
}

using StorageCourse.Cells.MySql;
using StorageCourse.Cells.PostgreSql;
using StorageCourse.Cells.Redis;
using StorageCourse.Cells.Sql;
using StorageCourse.Host;

namespace StorageCourse.Cells;

/// <summary>The languages of cells that speak to a store.</summary>
public static class CellLanguages
{
    /// <summary>Makes an engine know them all.</summary>
    public static void Register(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Register(new SqlLanguage(new PostgreSqlDialect()));
        host.Register(new SqlLanguage(new MySqlDialect()));
        host.Register(new RedisLanguage());
    }
}

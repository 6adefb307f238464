using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Plans;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>PostgreSQL in the course.</summary>
internal sealed class PostgreSqlRoom : IStore
{
    public string Title => Sql.Title;

    public IStoreRecipe Recipe { get; } = new PostgreSqlRecipe();

    public ISqlDriver Sql { get; } = new PostgreSqlDriver();

    public IPlanReader Plans { get; } = new PostgreSqlPlan();

    public IStoreLanguage CreateLanguage() => new SqlLanguage(new PostgreSqlDialect());
}

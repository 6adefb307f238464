using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Plans;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.SqlServer;

/// <summary>SQL Server in the course.</summary>
internal sealed class SqlServerRoom : IStore
{
    public string Title => Sql.Title;

    public IStoreRecipe Recipe { get; } = new SqlServerRecipe();

    public ISqlDriver Sql { get; } = new SqlServerDriver();

    public IPlanReader Plans { get; } = new SqlServerPlan();

    public IStoreLanguage CreateLanguage() => new SqlLanguage(new SqlServerDialect());
}

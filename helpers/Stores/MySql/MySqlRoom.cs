using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Plans;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.MySql;

/// <summary>MySQL in the course.</summary>
internal sealed class MySqlRoom : IStore
{
    public string Title => Sql.Title;

    public IStoreRecipe Recipe { get; } = new MySqlRecipe();

    public ISqlDriver Sql { get; } = new MySqlDriver();

    public IPlanReader Plans { get; } = new MySqlPlan();

    public IStoreLanguage CreateLanguage() => new SqlLanguage(new MySqlDialect());
}

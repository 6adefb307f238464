using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using StorageCourse.Host;
using StorageCourse.Labs;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Mongo;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.Plans;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.Redis;
using StorageCourse.Stores.Sql;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Stores;

/// <summary>The list of stores. A new store is a folder beside this file, and a line here.</summary>
internal static class AllStores
{
    private static readonly IStore[] All = [new PostgreSqlRoom(), new MySqlRoom(), new RedisRoom(), new MongoRoom(), new SqlServerRoom()];
    private static readonly Lock Gate = new();
    private static IReadOnlyList<IStoreLanguage> registered = [];

    /// <summary>The store of a server.</summary>
    public static IStore Of(StoreEndpoint endpoint) => All.First(store => store.Recipe.Store == endpoint.Store);

    /// <summary>Makes an engine know the languages of all stores. A second call (Run All twice) begins with new sessions; the old ones are closed.</summary>
    public static void Register(IHost host)
    {
        lock (Gate)
        {
            foreach (var old in registered) old.CloseSessions();
            registered = CreateLanguages();
            foreach (var language in registered) host.Register(language);
        }
    }

    /// <summary>Says how values of the drivers are shown, each once its driver is loaded.</summary>
    public static void RegisterForms()
    {
        foreach (var store in All) store.RegisterForms();
    }

    /// <summary>New languages, with no session open.</summary>
    public static IReadOnlyList<IStoreLanguage> CreateLanguages() => [.. All.Select(store => store.CreateLanguage())];

    /// <summary>What lies below knows no store by name, and gets the list when the assembly is loaded.</summary>
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Need.Of(\"name\") and Plan.Parse(text) work wherever they are called first.")]
    internal static void HandIn()
    {
        StoreRecipes.All = [.. All.Select(store => store.Recipe)];
        SqlDrivers.All = [.. All.Select(store => store.Sql).OfType<ISqlDriver>()];
        PlanReaders.All = [.. All.Select(store => store.Plans).OfType<IPlanReader>()];
    }
}

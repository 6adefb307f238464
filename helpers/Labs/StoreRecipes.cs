using StorageCourse.Stores.Mongo;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.Redis;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Labs;

/// <summary>The recipes that exist.</summary>
internal static class StoreRecipes
{
    public static IReadOnlyList<IStoreRecipe> All { get; } = [new PostgresRecipe(), new MySqlRecipe(), new RedisRecipe(), new MongoRecipe(), new MsSqlRecipe()];

    /// <summary>The recipe of a store, or null where the lab has none of its own.</summary>
    public static IStoreRecipe? Find(string store) => All.FirstOrDefault(recipe => recipe.Store == store);

    /// <summary>Refuses a server that is older than what the course is written for.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    public static void RequireSupported(IStoreRecipe recipe, StoreEndpoint endpoint)
    {
        if (recipe.Oldest.TryGetValue(endpoint.Flavor, out var oldest) && endpoint.Version < oldest)
            throw new InvalidOperationException($"the course needs {endpoint.Flavor} {oldest} or newer, and this server is {endpoint.Version}");
    }
}

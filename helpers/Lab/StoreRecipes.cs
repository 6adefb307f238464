namespace StorageCourse.Labs;

/// <summary>The recipes that exist.</summary>
internal static class StoreRecipes
{
    public static IReadOnlyList<IStoreRecipe> All { get; } = [new PostgresRecipe(), new MySqlRecipe(), new RedisRecipe()];

    /// <summary>The recipe of a store, or null where the lab has none of its own.</summary>
    public static IStoreRecipe? Find(string store) => All.FirstOrDefault(recipe => recipe.Store == store);
}

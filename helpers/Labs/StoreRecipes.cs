namespace StorageCourse.Labs;

/// <summary>The recipes of all stores. The list of stores hands them in, so that the lab itself names none.</summary>
internal static class StoreRecipes
{
    public static IReadOnlyList<IStoreRecipe> All { get; internal set; } = [];

    /// <summary>The recipe of a store, or null where there is none.</summary>
    public static IStoreRecipe? Find(string store) => All.FirstOrDefault(recipe => recipe.Store == store);

    /// <summary>The recipe of a need's store.</summary>
    public static IStoreRecipe Of(Need need) => All.First(recipe => recipe.Store == need.Store);

    /// <summary>Refuses a server that is older than what the course is written for.</summary>
    /// <exception cref="InvalidOperationException">It is.</exception>
    public static void RequireSupported(IStoreRecipe recipe, StoreEndpoint endpoint)
    {
        if (recipe.Oldest.TryGetValue(endpoint.Flavor, out var oldest) && endpoint.Version < oldest)
            throw new InvalidOperationException($"the course needs {endpoint.Flavor} {oldest} or newer, and this server is {endpoint.Version}");
    }
}

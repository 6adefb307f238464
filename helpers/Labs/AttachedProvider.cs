namespace StorageCourse.Labs;

/// <summary>
/// Uses a server that others run: <c>LAB_STORE=…</c>, with the store's name, in the environment or in the course folder's <c>.env</c>, which the compose stack writes.
/// It is never dropped, stopped or flushed: the lab works in a database of its own there, and removes that.
/// </summary>
internal sealed class AttachedProvider : ILabProvider
{
    public string Name => "attached";

    /// <summary>The variable that names a store's server.</summary>
    public static string VariableOf(string store) => "LAB_" + store.ToUpperInvariant();

    /// <summary>Its value in the environment, else in <c>.env</c>; null where neither has it.</summary>
    public static string? ValueFor(string store) => LabSetting.Find(VariableOf(store));

    public ValueTask<string?> WhyNotAsync(Need need, CancellationToken cancellationToken) => new(
        ValueFor(need.Store) is null ? $"{VariableOf(need.Store)} is not set"
        : need.IsOwn ? "a server that others run can't be this notebook's own"
        : null);

    public async Task<StoreServer> StartAsync(Need need, CancellationToken cancellationToken)
    {
        var recipe = StoreRecipes.Of(need);
        var database = await recipe.AttachAsync(ValueFor(need.Store)!, cancellationToken);
        StoreRecipes.RequireSupported(recipe, database.Endpoint);
        return new AttachedServer(need, database);
    }
}

namespace StorageCourse.Labs.Containers;

/// <summary>
/// The images that the container provider knows. The tags are the versions with which the chapters are tested natively, where there is a native server;
/// <c>LAB_…_IMAGE</c>, with the store's name in the middle, names another, with or without a tag.
/// </summary>
internal static class ContainerImages
{
    /// <summary>Of several images of a store the first is the usual one.</summary>
    public static IReadOnlyList<ContainerImage> All => [.. StoreRecipes.All.SelectMany(recipe => recipe.Images)];

    /// <summary>The variable that names another image for a store.</summary>
    public static string VariableOf(string store) => $"LAB_{store.ToUpperInvariant()}_IMAGE";

    /// <summary>The row of a store, with the image that its variable names; null where the store has no image.</summary>
    public static ContainerImage? Find(string store) => Choose(store, LabSetting.Find(VariableOf(store)));

    /// <summary>The row of a store, with another image in the pinned one's place if there is one named; null where the store has no image.</summary>
    internal static ContainerImage? Choose(string store, string? named)
    {
        var rows = All.Where(row => row.Store == store).ToList();
        if (rows.Count == 0 || named is null) return rows.FirstOrDefault();
        var row = rows.Find(row => row.Name == ContainerImage.NameOf(named)) ?? rows[0];
        // A name alone means the version that is pinned here.
        return named == row.Name ? row : row with { Image = named };
    }
}

using StorageCourse.Labs.Containers;

namespace StorageCourse.Labs;

/// <summary>The ways to get a server, in the order of <c>LAB_PROVIDERS</c>.</summary>
internal static class LabProviders
{
    /// <summary>The environment variable with the order: provider names separated by commas.</summary>
    public const string Variable = "LAB_PROVIDERS";

    private static readonly ILabProvider[] All = [new AttachedProvider(), new ContainerProvider(), new NativeProvider(), new EmbeddedProvider()];

    /// <summary>Those that are for a store, in the order in which they are tried.</summary>
    /// <exception cref="InvalidOperationException">The variable names a provider that doesn't exist.</exception>
    public static IReadOnlyList<ILabProvider> For(string store) => [.. Order().Where(provider => provider.IsFor(store))];

    private static IEnumerable<ILabProvider> Order()
    {
        var value = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(value)) return All;
        return value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => Array.Find(All, provider => provider.Name == name)
            ?? throw new InvalidOperationException($"expected {Variable} to hold names of {string.Join(", ", All.Select(provider => provider.Name))}, got \"{name}\""));
    }
}

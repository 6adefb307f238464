using System.Collections.Concurrent;

namespace StorageCourse.Labs;

/// <summary>The providers that exist in this process, in the order of <c>LAB_PROVIDERS</c>.</summary>
public static class LabProviders
{
    /// <summary>The environment variable with the order: provider names separated by commas.</summary>
    public const string Variable = "LAB_PROVIDERS";

    private static readonly string[] Names = ["attached", "container", "native", "embedded"];
    private static readonly ConcurrentDictionary<string, ILabProvider> Known = new(
        new ILabProvider[] { new AttachedProvider(), new ContainerProvider(), new NativeProvider(), new EmbeddedProvider() }.ToDictionary(provider => provider.Name));

    /// <summary>Makes a provider known. A second one of the same name replaces the first.</summary>
    public static void Register(ILabProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        if (!Names.Contains(provider.Name))
            throw new ArgumentException($"expected a provider named {string.Join(", ", Names)}, got \"{provider.Name}\"", nameof(provider));
        Known[provider.Name] = provider;
    }

    /// <summary>The names in the order in which they are tried.</summary>
    /// <exception cref="InvalidOperationException">The variable names a provider that doesn't exist.</exception>
    internal static IReadOnlyList<string> Order()
    {
        var value = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(value)) return Names;
        var order = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in order)
            if (!Names.Contains(name))
                throw new InvalidOperationException($"expected {Variable} to hold names of {string.Join(", ", Names)}, got \"{name}\"");
        return order;
    }

    /// <summary>The provider of a name, or null where nothing has registered it.</summary>
    internal static ILabProvider? Find(string name) => Known.GetValueOrDefault(name);
}

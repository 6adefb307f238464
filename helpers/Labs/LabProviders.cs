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

    /// <summary>Asks them in their order for a server.</summary>
    /// <returns>What became of the need: a fault of one provider is kept while another serves.</returns>
    public static async Task<LabStore> StartAsync(Need need, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var missing = new List<string>();
        var failures = new List<string>();
        var providers = For(need.Store);
        foreach (var provider in providers)
        {
            var name = provider.Name;
            if (await provider.WhyNotAsync(need, cancellationToken) is { } reason)
            {
                missing.Add($"{name}: {reason}");
            }
            else
            {
                try
                {
                    var server = await provider.StartAsync(need, cancellationToken);
                    return new LabStore(need, server, TimeProvider.System.GetElapsedTime(started), failures.Count == 0 ? null : string.Join("; ", failures));
                }
                catch (StoreUnavailableException error)
                {
                    missing.Add($"{name}: {error.Message}");
                }
                catch (Exception error) when (error is not OperationCanceledException)
                {
                    failures.Add($"{name} failed: {error.Message}");
                }
            }
        }

        if (providers.Count == 0) missing.Add($"no provider of {Variable}={Environment.GetEnvironmentVariable(Variable)} is for this store");
        return new LabStore(need, null, TimeProvider.System.GetElapsedTime(started), string.Join("; ", failures.Concat(missing)), failures.Count > 0);
    }

    private static IEnumerable<ILabProvider> Order()
    {
        var value = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(value)) return All;
        return value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => Array.Find(All, provider => provider.Name == name)
            ?? throw new InvalidOperationException($"expected {Variable} to hold names of {string.Join(", ", All.Select(provider => provider.Name))}, got \"{name}\""));
    }
}

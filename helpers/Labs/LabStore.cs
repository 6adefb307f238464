namespace StorageCourse.Labs;

/// <summary>What became of one need: a server, or the reason why there is none.</summary>
/// <param name="Need">What was asked for.</param>
/// <param name="Server">What serves it, or null.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="Reason">Why there is no server and what would help; with a server, what went wrong before it was found; else null.</param>
/// <param name="HasFailed">True where a provider could serve the need, tried, and failed: a fault, not something missing.</param>
public sealed record LabStore(Need Need, StoreServer? Server, TimeSpan Elapsed, string? Reason, bool HasFailed = false)
{
    /// <summary>Asks the providers in their order.</summary>
    internal static async Task<LabStore> StartAsync(Need need, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var missing = new List<string>();
        var failures = new List<string>();
        var providers = LabProviders.For(need.Store);
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
                    return new(need, server, TimeProvider.System.GetElapsedTime(started), failures.Count == 0 ? null : string.Join("; ", failures));
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

        if (providers.Count == 0) missing.Add($"no provider of {LabProviders.Variable}={Environment.GetEnvironmentVariable(LabProviders.Variable)} is for this store");
        return new(need, null, TimeProvider.System.GetElapsedTime(started), string.Join("; ", failures.Concat(missing)), failures.Count > 0);
    }
}

namespace StorageCourse.Labs;

/// <summary>What became of one need: a server, or the reason why there is none.</summary>
/// <param name="Need">What was asked for.</param>
/// <param name="Server">What serves it, or null.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="Reason">Why there is no server and what would help; null where there is one.</param>
public sealed record LabStore(Need Need, StoreServer? Server, TimeSpan Elapsed, string? Reason)
{
    /// <summary>Asks the providers in their order.</summary>
    internal static async Task<LabStore> StartAsync(Need need)
    {
        var started = TimeProvider.System.GetTimestamp();
        var reasons = new List<string>();
        foreach (var name in LabProviders.Order())
        {
            if (LabProviders.Find(name) is not { } provider)
            {
                reasons.Add($"{name}: not part of this session");
                continue;
            }

            if (await provider.WhyNotAsync(need, CancellationToken.None) is { } reason) reasons.Add($"{name}: {reason}");
            else return new(need, await provider.StartAsync(need, CancellationToken.None), TimeProvider.System.GetElapsedTime(started), null);
        }

        return new(need, null, TimeProvider.System.GetElapsedTime(started), string.Join("; ", reasons));
    }
}

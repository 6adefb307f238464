namespace StorageCourse.Labs;

/// <summary>What became of one need: a server, or the reason why there is none.</summary>
/// <param name="Need">What was asked for.</param>
/// <param name="Server">What serves it, or null.</param>
/// <param name="Elapsed">How long that took.</param>
/// <param name="Reason">Why there is no server and what would help; with a server, what went wrong before it was found; else null.</param>
/// <param name="HasFailed">True where a provider could serve the need, tried, and failed: a fault, not something missing.</param>
public sealed record LabStore(Need Need, StoreServer? Server, TimeSpan Elapsed, string? Reason, bool HasFailed = false);

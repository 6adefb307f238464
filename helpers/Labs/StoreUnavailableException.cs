namespace StorageCourse.Labs;

/// <summary>A provider that seemed able to serve a need finds that something is missing on this machine: no fault, and the next provider is asked.</summary>
/// <param name="reason">What is missing, and what would help.</param>
/// <param name="inner">What said so.</param>
public sealed class StoreUnavailableException(string reason, Exception? inner = null) : Exception(reason, inner);

namespace StorageCourse.Labs;

/// <summary>One way to get a server: "attached", "container", "native" or "embedded".</summary>
internal interface ILabProvider
{
    /// <summary>Its word in <c>LAB_PROVIDERS</c>.</summary>
    string Name { get; }

    /// <summary>Whether it is for this store at all. One that is not is passed over without a word.</summary>
    bool IsFor(string store) => true;

    /// <summary>Why it can't serve a need, and what would help; null where it can.</summary>
    ValueTask<string?> WhyNotAsync(Need need, CancellationToken cancellationToken);

    /// <summary>Starts or finds the server, and returns when it answers.</summary>
    Task<StoreServer> StartAsync(Need need, CancellationToken cancellationToken);
}

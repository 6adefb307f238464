namespace StorageCourse;

/// <summary>Where a store answers, and who may speak to it.</summary>
/// <param name="Store">The course's name of it, one of <see cref="Need.KnownStores"/>.</param>
/// <param name="Flavor">What really answers, where several products serve a store.</param>
/// <param name="Version">The server's version.</param>
/// <param name="Host">A host name or an address.</param>
/// <param name="Port">A TCP port, 1 to 65535.</param>
/// <param name="User">The user to connect as.</param>
/// <param name="Password">That user's password; never shown.</param>
/// <param name="Database">The database of this lab, by its name or number.</param>
public sealed record StoreEndpoint(
    string Store, string Flavor, Version Version, string Host, int Port, string User, string Password, string Database)
{
    /// <summary>What a connection string says beside these, as in "tls=true&amp;authSource=admin"; may be empty. For stores whose clients take URIs, or of whose encryption something was said.</summary>
    public string UriOptions { get; init; } = "";

    /// <summary>Without the password, so that it may appear in an output.</summary>
    public override string ToString() => $"{Flavor} {Version} at {Host}:{Port}/{Database}";
}

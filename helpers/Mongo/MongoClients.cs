using System.Globalization;
using StorageCourse.Docstore.Client;

namespace StorageCourse.Mongo;

/// <summary>The wire client of a lab's server, made when it is first asked for. Its connections are found broken and replaced after the server has been restarted.</summary>
internal sealed class MongoClients(StoreServer server)
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private WireClient? client;

    /// <summary>What a MongoDB client needs to connect, with the password.</summary>
    public static string UriOf(StoreEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var user = endpoint.User.Length == 0 ? "" : $"{Uri.EscapeDataString(endpoint.User)}:{Uri.EscapeDataString(endpoint.Password)}@";
        var source = endpoint.UriOptions.Contains("authSource=", StringComparison.Ordinal) ? "" : "&authSource=admin";
        var host = endpoint.Host.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Host}]" : endpoint.Host;
        return string.Create(CultureInfo.InvariantCulture, $"mongodb://{user}{host}:{endpoint.Port}/{Uri.EscapeDataString(endpoint.Database)}?{endpoint.UriOptions}{source}");
    }

    /// <summary>The client.</summary>
    /// <exception cref="IOException">The server does not answer.</exception>
    public async Task<WireClient> GetAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            return client ??= await WireClient.ConnectAsync(UriOf(server.Endpoint), cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }
}

using System.Net.Sockets;
using StorageCourse.Docstore.Wire;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>Starts docstore, which speaks MongoDB's protocol, within this process: there is nothing to install.</summary>
internal sealed class EmbeddedProvider : ILabProvider
{
    /// <summary>What it leaves out, in a line.</summary>
    public const string Note = "docstore, in memory; no replica set, so no transactions and no change streams";

    private const int Attempts = 5;

    public string Name => "embedded";

    public bool IsFor(string store) => store == "mongo";

    public ValueTask<string?> WhyNotAsync(Need need, CancellationToken cancellationToken) => new(
        need.Settings.Count > 0 ? $"docstore has no settings, and {string.Join(", ", need.Settings.Keys)} is asked for"
        : null);

    public async Task<StoreServer> StartAsync(Need need, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new EmbeddedServer(need, FreePort.Find());
            try
            {
                await server.StartAsync();
                return server;
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Somebody took the port between the question and the start.
            }
        }
    }
}

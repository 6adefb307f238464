using System.Net.Sockets;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>Starts a store within this process: there is nothing to install.</summary>
internal sealed class EmbeddedProvider : ILabProvider
{
    public string Name => "embedded";

    public bool IsFor(string store) => StoreRecipes.Find(store) is IEmbeddedRecipe;

    public ValueTask<string?> WhyNotAsync(Need need, CancellationToken cancellationToken) => new(((IEmbeddedRecipe)StoreRecipes.Of(need)).WhyNotEmbedded(need));

    public Task<StoreServer> StartAsync(Need need, CancellationToken cancellationToken) =>
        FreePort.StartAsync(1, ports => ((IEmbeddedRecipe)StoreRecipes.Of(need)).StartEmbeddedAsync(need, ports[0]), (_, error) => error is SocketException);
}

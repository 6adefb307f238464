using System.Net.Sockets;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>Starts a store within this process: there is nothing to install.</summary>
internal sealed class EmbeddedProvider : ILabProvider
{
    private const int Attempts = 5;

    public string Name => "embedded";

    public bool IsFor(string store) => StoreRecipes.Find(store) is IEmbeddedRecipe;

    public ValueTask<string?> WhyNotAsync(Need need, CancellationToken cancellationToken) => new(((IEmbeddedRecipe)StoreRecipes.Of(need)).WhyNotEmbedded(need));

    public async Task<StoreServer> StartAsync(Need need, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await ((IEmbeddedRecipe)StoreRecipes.Of(need)).StartEmbeddedAsync(need, FreePort.Find());
            }
            catch (SocketException) when (attempt < Attempts)
            {
                // Somebody took the port between the question and the start.
            }
        }
    }
}

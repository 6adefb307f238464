using System.Security.Cryptography;

namespace StorageCourse.Labs;

/// <summary>Starts the server's own binary, in a private folder, on a free loopback port, with a random password.</summary>
internal sealed class NativeProvider : ILabProvider
{
    public string Name => "native";

    public bool IsFor(string store) => StoreRecipes.Find(store) is INativeRecipe;

    public ValueTask<string?> WhyNotAsync(Need need, CancellationToken cancellationToken) => new(WhyNot(need));

    public async Task<StoreServer> StartAsync(Need need, CancellationToken cancellationToken)
    {
        var recipe = (INativeRecipe)StoreRecipes.Of(need);
        var binary = recipe.FindBinary()!;
        var folder = ServerFolder.Create(need.Name, ServerUser.Choose(recipe.ServerUser));
        var cached = recipe.Initialization.Length == 0 ? null : DataCache.PathFor(recipe.Store, binary, recipe.Initialization);
        if (!await DataCache.TryRestoreAsync(cached, folder.Data, cancellationToken))
        {
            await recipe.InitializeAsync(binary, folder, cancellationToken);
            await DataCache.KeepAsync(folder.Data, cached, cancellationToken);
        }

        var server = new NativeServer(need, recipe, binary, folder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        try
        {
            await server.StartAsync(cancellationToken);
            StoreRecipes.RequireSupported(recipe, server.Endpoint);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static string? WhyNot(Need need)
    {
        if (OperatingSystem.IsWindows()) return "servers run natively on Linux and macOS only";
        var recipe = (INativeRecipe)StoreRecipes.Of(need);
        if (recipe.FindBinary() is null) return $"no server was found; apt-get install -y {recipe.Packages}";
        if (ServerUser.Choose(recipe.ServerUser) is not null && ExecutablePath.Find("setpriv") is null)
            return "the server must not run as root, and setpriv was not found; apt-get install -y util-linux";
        return null;
    }
}

using System.Collections.Immutable;
using System.Globalization;

namespace StorageCourse.Labs.Containers;

/// <summary>One server in a container: what docker-compose.yml says of it too, which a test compares.</summary>
/// <param name="Store">The course's name of the store.</param>
/// <param name="Flavor">What answers there, as <see cref="StoreEndpoint.Flavor"/> says it. <see cref="ContainerBuilders"/> has one builder for each.</param>
/// <param name="Image">Its repository and pinned tag.</param>
/// <param name="Port">Where the server listens inside.</param>
/// <param name="User">Who connects: the image's administrator.</param>
/// <param name="Database">The database that the image makes at its first start; "" where it makes none, and the lab does, as on an attached server.</param>
/// <param name="Attach">Its address for <see cref="IStoreRecipe.AttachAsync"/>, with {0} for the password and {1} for the port.</param>
internal sealed record ContainerImage(string Store, string Flavor, string Image, int Port, string User, string Database, string Attach)
{
    /// <summary>For which platform, where the image exists for one only; "" for the machine's own.</summary>
    public string Platform { get; init; } = "";

    /// <summary>What follows the database in a client's URI, see <see cref="StoreEndpoint.UriOptions"/>.</summary>
    public string UriOptions { get; init; } = "";

    /// <summary>What the image is told in its environment, beside what the product's builder says itself.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>A server's address for <see cref="IStoreRecipe.AttachAsync"/>, with the password.</summary>
    public string AddressOf(StoreEndpoint server) => string.Format(CultureInfo.InvariantCulture, Attach, server.Password, server.Port);

    /// <summary>The image without its tag and registry: "mariadb" of "example.org/mirror/mariadb:11.4".</summary>
    public string Name => NameOf(Image);

    /// <summary>See <see cref="Name"/>.</summary>
    public static string NameOf(string image)
    {
        var last = image[(image.LastIndexOf('/') + 1)..].Split('@')[0].Split(':')[0];
        // mcr.microsoft.com/mssql/server
        return last == "server" ? string.Join('/', image.Split('@')[0].Split(':')[0].Split('/').TakeLast(2)) : last;
    }
}

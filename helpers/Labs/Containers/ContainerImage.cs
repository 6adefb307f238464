using System.Collections.Immutable;
using System.Globalization;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;

namespace StorageCourse.Labs.Containers;

/// <summary>One server in a container: what docker-compose.yml says of it too, which a test compares. A store's room has one for each flavor.</summary>
/// <param name="Store">The course's name of the store.</param>
/// <param name="Flavor">What answers there, as <see cref="StoreEndpoint.Flavor"/> says it.</param>
/// <param name="Image">Its repository and pinned tag.</param>
/// <param name="Port">Where the server listens inside.</param>
/// <param name="User">Who connects: the image's administrator.</param>
/// <param name="Database">The database that the image makes at its first start; "" where it makes none, and the lab does, as on an attached server.</param>
/// <param name="Attach">Its address for <see cref="IStoreRecipe.AttachAsync"/>, with {0} for the password and {1} for the port.</param>
internal abstract record ContainerImage(string Store, string Flavor, string Image, int Port, string User, string Database, string Attach)
{
    /// <summary>For which platform, where the image exists for one only; "" for the machine's own.</summary>
    public string Platform { get; init; } = "";

    /// <summary>What follows the database in a client's URI, see <see cref="StoreEndpoint.UriOptions"/>.</summary>
    public string UriOptions { get; init; } = "";

    /// <summary>What the image is told in its environment, beside what the product's builder says itself.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Why a container can't have such settings; null where it can.</summary>
    public virtual string? WhyNot(IReadOnlyDictionary<string, string> settings) => null;

    /// <summary>An order with a need's settings, as the server's own options or configuration.</summary>
    public abstract ContainerOrder Configure(ContainerOrder order, IReadOnlyDictionary<string, string> settings);

    /// <summary>Has the product's module of Testcontainers make what is ordered: it knows what the image is told and when its server is ready.</summary>
    public abstract IContainer Build(IImage image, ContainerOrder order, ILogger logger);

    /// <summary>A server's address for <see cref="IStoreRecipe.AttachAsync"/>, with the password.</summary>
    public string AddressOf(StoreEndpoint server) => string.Format(CultureInfo.InvariantCulture, Attach, server.Password, server.Port);

    /// <summary>The image without its tag and registry: "pear" of "example.org/mirror/pear:11.4".</summary>
    public string Name => NameOf(Image);

    /// <summary>See <see cref="Name"/>.</summary>
    public static string NameOf(string image)
    {
        var path = image.Split('@')[0].Split('/');
        var last = path[^1].Split(':')[0];
        // "server" alone says nothing of whose it is.
        return last == "server" && path.Length > 1 ? $"{path[^2]}/{last}" : last;
    }
}

using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;
using StorageCourse.Labs.Containers;
using Testcontainers.MySql;

namespace StorageCourse.Stores.MySql;

/// <summary>MariaDB in a container.</summary>
internal sealed record MariaDbContainer() : ContainerImage("mysql", "mariadb", "mariadb:10.11.18", 3306, "root", "course", "mysql://root:{0}@127.0.0.1:{1}/course")
{
    public override ContainerOrder Configure(ContainerOrder order, IReadOnlyDictionary<string, string> settings) =>
        order with { Command = ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--skip-name-resolve", .. MySqlContainer.Options(settings)] };

    /// <summary>What the image documents (https://hub.docker.com/_/mariadb). While it sets itself up it runs a server without a port, and says so in the same line.</summary>
    public override IContainer Build(IImage image, ContainerOrder order, ILogger logger) =>
        ContainerBuilders.Complete(
            new ContainerBuilder(image)
                .WithEnvironment("MARIADB_ROOT_PASSWORD", order.Password)
                .WithEnvironment("MARIADB_DATABASE", Database)
                .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged($"port: {Port} ")),
            order, logger).Build();
}

/// <summary>MySQL in a container.</summary>
internal sealed record MySqlContainer() : ContainerImage("mysql", "mysql", "mysql:8.4.11", 3306, "root", "course", "mysql://root:{0}@127.0.0.1:{1}/course")
{
    public override ContainerOrder Configure(ContainerOrder order, IReadOnlyDictionary<string, string> settings) =>
        order with { Command = ["--character-set-server=utf8mb4", "--skip-name-resolve", .. Options(settings)] };

    public override IContainer Build(IImage image, ContainerOrder order, ILogger logger) =>
        ContainerBuilders.Complete(new MySqlBuilder(image).WithUsername(User).WithPassword(order.Password).WithDatabase(Database), order, logger).Build();

    /// <summary>Settings as both servers take them.</summary>
    internal static IEnumerable<string> Options(IReadOnlyDictionary<string, string> settings) => settings.Select(setting => $"--{setting.Key}={setting.Value}");
}

using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;
using Testcontainers.MongoDb;
using Testcontainers.MsSql;
using Testcontainers.MySql;
using Testcontainers.PostgreSql;
using Testcontainers.Redis;

namespace StorageCourse.Labs.Containers;

/// <summary>Has Testcontainers make what is ordered: its modules know what an image is told and when its server is ready.</summary>
internal static class ContainerBuilders
{
    /// <summary>The container of an order. It does not exist yet: its StartAsync pulls the image where it is missing, and returns when the server is ready.</summary>
    public static IContainer Build(ContainerOrder order, ILogger logger)
    {
        // By themselves the modules ask once a second, for an hour.
        TestcontainersSettings.WaitStrategyInterval ??= TimeSpan.FromMilliseconds(100);
        TestcontainersSettings.WaitStrategyTimeout ??= TimeSpan.FromMinutes(3);
        var (row, password) = (order.Image, order.Password);
        var image = row.Platform.Length > 0 ? new DockerImage(row.Image, new DotNet.Testcontainers.Images.Platform(row.Platform)) : new DockerImage(row.Image);
        switch (row.Flavor)
        {
            case "postgresql":
                return Complete(new PostgreSqlBuilder(image).WithUsername(row.User).WithPassword(password).WithDatabase(row.Database), order, logger).Build();
            case "mariadb":
                return Complete(MariaDb(image, row, password), order, logger).Build();
            case "mysql":
                return Complete(new MySqlBuilder(image).WithUsername(row.User).WithPassword(password).WithDatabase(row.Database), order, logger).Build();
            case "redis":
                return Complete(new RedisBuilder(image), order, logger).Build();
            case "mongodb":
                var mongo = new MongoDbBuilder(image).WithUsername(row.User).WithPassword(password);
                return Complete(order.ReplicaSet.Length > 0 ? mongo.WithReplicaSet(order.ReplicaSet) : mongo, order, logger).Build();
            case "sqlserver":
                return Complete(new MsSqlBuilder(image).WithPassword(password), order, logger).Build();
            default:
                throw new NotSupportedException($"expected a flavor with a builder here, got \"{row.Flavor}\"");
        }
    }

    /// <summary>What the image documents (https://hub.docker.com/_/mariadb). While it sets itself up it runs a server without a port, and says so in the same line.</summary>
    private static ContainerBuilder MariaDb(DockerImage image, ContainerImage row, string password) =>
        new ContainerBuilder(image)
            .WithEnvironment("MARIADB_ROOT_PASSWORD", password)
            .WithEnvironment("MARIADB_DATABASE", row.Database)
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged($"port: {row.Port} "));

    private static TBuilder Complete<TBuilder, TContainer, TConfiguration>(IContainerBuilder<TBuilder, TContainer, TConfiguration> start, ContainerOrder order, ILogger logger)
        where TBuilder : IContainerBuilder<TBuilder, TContainer, TConfiguration>
        where TContainer : IContainer
        where TConfiguration : IContainerConfiguration
    {
        var builder = start
            .WithDockerEndpoint(order.Engine)
            .WithLogger(logger)
            .WithCleanUp(order.NeedsReaper)
            .WithLabel(order.Labels)
            .WithEnvironment(order.Image.Environment)
            .WithEnvironment(order.Environment)
            .WithPortBinding(order.HostPort, order.Image.Port)
            // Without an address a port is published on all of the machine's.
            .WithCreateParameterModifier(parameters =>
            {
                foreach (var binding in parameters.HostConfig!.PortBindings!.Values.SelectMany(bindings => bindings)) binding.HostIP = "127.0.0.1";
            });
        // PostgreSQL's builder says fsync=off; MongoDB's names the replica set in its command, to which options are added.
        if (order.Command.Count > 0)
            builder = builder.WithCommand(order.Image.Flavor == "mongodb" ? new AppendEnumerable<string>(order.Command) : new OverwriteEnumerable<string>(order.Command));
        foreach (var (path, text) in order.Files)
            builder = builder.WithResourceMapping(Encoding.UTF8.GetBytes(text), FilePath.Of(path), fileMode: UnixFileModes.UserRead | UnixFileModes.UserWrite);
        return builder;
    }
}

#r "nuget: Testcontainers, 4.15.0"
#r "nuget: Testcontainers.PostgreSql, 4.15.0"
#r "nuget: Testcontainers.MariaDb, 4.15.0"
#r "nuget: Testcontainers.MySql, 4.15.0"
#r "nuget: Testcontainers.Redis, 4.15.0"
#r "nuget: Testcontainers.MongoDb, 4.15.0"
#r "nuget: Testcontainers.MsSql, 4.15.0"

using System.Threading;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;
using StorageCourse.Labs;
using Testcontainers.MariaDb;
using Testcontainers.MongoDb;
using Testcontainers.MsSql;
using Testcontainers.MySql;
using Testcontainers.PostgreSql;
using Testcontainers.Redis;

/// <summary>Starts the lab's servers with the modules of Testcontainers: their builders, and their rules of when a server is ready.</summary>
public sealed class TestcontainersDriver : IContainerDriver
{
    /// <inheritdoc/>
    public async Task<string> StartAsync(ContainerOrder order, IProgress<double> pulling, CancellationToken cancellationToken)
    {
        // Testcontainers speaks version 1.44 (Docker 25) unless it is told otherwise, and older engines refuse what is newer than they are.
        if (order.EngineApi is { } api && api < new Version(1, 44) && Environment.GetEnvironmentVariable("DOCKER_API_VERSION") is null)
            Environment.SetEnvironmentVariable("DOCKER_API_VERSION", api.ToString());
        // By themselves the modules ask once a second, for an hour.
        TestcontainersSettings.WaitStrategyInterval ??= TimeSpan.FromMilliseconds(100);
        TestcontainersSettings.WaitStrategyTimeout ??= TimeSpan.FromMinutes(3);
        var log = new PullLogger(pulling);
        var container = Build(order, log);
        try
        {
            await container.StartAsync(cancellationToken);
            return container.Id;
        }
        catch (Exception error) when (log.Errors.Count > 0)
        {
            // That a pull failed on its way is only logged; the error is then that there is no such image.
            throw new InvalidOperationException(string.Join("\n", log.Errors), error);
        }
    }

    private static IContainer Build(ContainerOrder order, ILogger logger)
    {
        var image = order.Platform.Length > 0 ? new DockerImage(order.Image, new Platform(order.Platform)) : new DockerImage(order.Image);
        switch (order.Flavor)
        {
            case "postgresql":
                return Complete(new PostgreSqlBuilder(image).WithUsername(order.User).WithPassword(order.Password).WithDatabase(order.Database), order, logger).Build();
            case "mariadb":
                return Complete(new MariaDbBuilder(image).WithUsername(order.User).WithPassword(order.Password).WithDatabase(order.Database), order, logger).Build();
            case "mysql":
                return Complete(new MySqlBuilder(image).WithUsername(order.User).WithPassword(order.Password).WithDatabase(order.Database), order, logger).Build();
            case "redis":
                return Complete(new RedisBuilder(image), order, logger).Build();
            case "mongodb":
                var mongo = new MongoDbBuilder(image).WithUsername(order.User).WithPassword(order.Password);
                return Complete(order.ReplicaSet.Length > 0 ? mongo.WithReplicaSet(order.ReplicaSet) : mongo, order, logger).Build();
            case "sqlserver":
                return Complete(new MsSqlBuilder(image).WithPassword(order.Password), order, logger).Build();
            default:
                throw new NotSupportedException($"expected a flavor with a builder here, got \"{order.Flavor}\"");
        }
    }

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
            .WithEnvironment(order.Environment)
            .WithPortBinding(order.HostPort, order.Port)
            // Without an address a port is published on all of the machine's.
            .WithCreateParameterModifier(parameters =>
            {
                foreach (var binding in parameters.HostConfig.PortBindings.Values.SelectMany(bindings => bindings)) binding.HostIP = "127.0.0.1";
            });
        // PostgreSQL's builder says fsync=off; MongoDB's names the replica set in its command, to which options are added.
        if (order.Command.Count > 0)
            builder = builder.WithCommand(order.Flavor == "mongodb" ? new AppendEnumerable<string>(order.Command) : new OverwriteEnumerable<string>(order.Command));
        foreach (var file in order.Files)
            builder = builder.WithResourceMapping(Encoding.UTF8.GetBytes(file.Value), FilePath.Of(file.Key), fileMode: UnixFileModes.UserRead | UnixFileModes.UserWrite);
        return builder;
    }

    /// <summary>Testcontainers says how far a pull is in its log, one message for each layer and step; nothing of it is for the cell.</summary>
    private sealed class PullLogger : ILogger
    {
        private readonly IProgress<double> progress;
        private readonly Dictionary<string, (double Done, double All)> layers = new Dictionary<string, (double Done, double All)>();

        public PullLogger(IProgress<double> progress) => this.progress = progress;

        /// <summary>What the engine said of a pull that failed.</summary>
        public List<string> Errors { get; } = new List<string>();

        public IDisposable BeginScope<TState>(TState state) => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception exception, Func<TState, Exception, string> formatter)
        {
            if (!(state is IEnumerable<KeyValuePair<string, object>> values)) return;
            var said = new Dictionary<string, object>();
            foreach (var value in values) said[value.Key] = value.Value;
            if (logLevel == LogLevel.Error && said.TryGetValue("Error", out var failure))
                lock (layers) Errors.Add(Convert.ToString(failure));
            if (!(said.TryGetValue("Status", out var status) && status as string == "Downloading" && said.TryGetValue("ID", out var id) && id is string layer)) return;
            lock (layers)
            {
                layers[layer] = (Convert.ToDouble(said["Current"]), Convert.ToDouble(said["Total"]));
                var all = layers.Values.Sum(part => part.All);
                if (all > 0) progress.Report(layers.Values.Sum(part => part.Done) / all);
            }
        }
    }
}

ContainerDrivers.Use(new TestcontainersDriver());

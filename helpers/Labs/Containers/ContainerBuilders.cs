using System.Text;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;

namespace StorageCourse.Labs.Containers;

/// <summary>Has Testcontainers make what is ordered.</summary>
internal static class ContainerBuilders
{
    /// <summary>The container of an order. It does not exist yet: its StartAsync pulls the image where it is missing, and returns when the server is ready.</summary>
    public static IContainer Build(ContainerOrder order, ILogger logger)
    {
        // By themselves the modules ask once a second, for an hour.
        TestcontainersSettings.WaitStrategyInterval ??= TimeSpan.FromMilliseconds(100);
        TestcontainersSettings.WaitStrategyTimeout ??= TimeSpan.FromMinutes(3);
        var row = order.Image;
        var image = row.Platform.Length > 0 ? new DockerImage(row.Image, new DotNet.Testcontainers.Images.Platform(row.Platform)) : new DockerImage(row.Image);
        return row.Build(image, order, logger);
    }

    /// <summary>A product's builder with all that is the same for every product.</summary>
    public static TBuilder Complete<TBuilder, TContainer, TConfiguration>(IContainerBuilder<TBuilder, TContainer, TConfiguration> start, ContainerOrder order, ILogger logger)
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
        if (order.Command.Count > 0) builder = builder.WithCommand(new OverwriteEnumerable<string>(order.Command));
        if (order.Options.Count > 0) builder = builder.WithCommand(new AppendEnumerable<string>(order.Options));
        foreach (var (path, text) in order.Files)
            builder = builder.WithResourceMapping(Encoding.UTF8.GetBytes(text), FilePath.Of(path), fileMode: UnixFileModes.UserRead | UnixFileModes.UserWrite);
        return builder;
    }
}

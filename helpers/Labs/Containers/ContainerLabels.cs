using Docker.DotNet.Models;
using StorageCourse.Platform;

namespace StorageCourse.Labs.Containers;

/// <summary>The labels of the lab's containers: whose they are, so that they can be removed when their owner has ended.</summary>
internal static class ContainerLabels
{
    /// <summary>The session at the end of which the container goes, named like its folder.</summary>
    public const string Session = "course.session";

    /// <summary>The process that heads that session, as a guard file's first line says it: number, start, space of process numbers.</summary>
    public const string Owner = "course.owner";

    /// <summary>One container's own name, by which it is found when its start has failed.</summary>
    public const string Container = "course.container";

    /// <summary>What the lab wanted it for.</summary>
    public const string Store = "course.store";

    /// <summary>The containers whose owner has ended without removing them: after a power failure, or where there is no watcher.</summary>
    public static async Task<IReadOnlyList<ContainerListResponse>> FindLeftoversAsync(DockerEngine engine, CancellationToken cancellationToken) =>
        [.. (await engine.ListAsync(Owner, cancellationToken)).Where(container => ProcessGuard.HasEnded(container.Labels[Owner]))];
}

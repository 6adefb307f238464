namespace StorageCourse.Labs;

/// <summary>Makes containers. The one there is uses Testcontainers and stands in helpers/packages/testcontainers.csx.</summary>
public interface IContainerDriver
{
    /// <summary>Pulls the image where it is missing, makes the container, starts it and waits until its server is ready, by the image's own rules.</summary>
    /// <param name="order">What to start.</param>
    /// <param name="pulling">Is told which part of the image has arrived, from 0 to 1; not called where nothing is pulled.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The container's id.</returns>
    /// <exception cref="Exception">It could not be started. What exists of it by then is removed by its labels.</exception>
    Task<string> StartAsync(ContainerOrder order, IProgress<double> pulling, CancellationToken cancellationToken);
}

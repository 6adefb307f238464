namespace StorageCourse.Labs.Containers;

/// <summary>A container whose server answers.</summary>
/// <param name="Engine">Where it runs.</param>
/// <param name="Id">The engine's name of it.</param>
/// <param name="Endpoint">The administrator's; its database is "" where the image made none.</param>
internal sealed record StartedContainer(DockerEngine Engine, string Id, StoreEndpoint Endpoint);

namespace StorageCourse.Labs;

/// <summary>This session's database in a server that others run.</summary>
/// <param name="Endpoint">Where it is.</param>
/// <param name="RemoveAsync">Removes it, and nothing else.</param>
internal sealed record AttachedDatabase(StoreEndpoint Endpoint, Func<Task> RemoveAsync);

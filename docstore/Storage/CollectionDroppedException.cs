namespace StorageCourse.Docstore.Storage;

/// <summary>The collection was dropped between finding it and writing to it. A writer starts again and makes a new one.</summary>
internal sealed class CollectionDroppedException : Exception;

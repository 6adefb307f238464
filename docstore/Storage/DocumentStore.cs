namespace StorageCourse.Docstore.Storage;

/// <summary>All databases, in memory.</summary>
internal sealed class DocumentStore : IDisposable
{
    public void Dispose()
    {
    }
}

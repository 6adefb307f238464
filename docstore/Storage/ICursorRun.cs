namespace StorageCourse.Docstore.Storage;

/// <summary>What produces a cursor's documents while they are fetched. It outlives the command that began it.</summary>
internal interface ICursorRun
{
    /// <summary>Index entries that were looked at.</summary>
    long KeysExamined { get; }

    /// <summary>Documents that were looked at.</summary>
    long DocsExamined { get; }

    /// <summary>The end of the command that fetches now.</summary>
    CancellationToken CancellationToken { get; set; }
}

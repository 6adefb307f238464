using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>One run of a plan: what it has read so far, and whether it is to go on. A cursor's run outlives the command that began it.</summary>
internal sealed class Execution : ICursorRun
{
    /// <inheritdoc/>
    public long KeysExamined { get; set; }

    /// <inheritdoc/>
    public long DocsExamined { get; set; }

    /// <summary>Whether each stage's time is taken, for explain.</summary>
    public bool IsTimed { get; init; }

    /// <inheritdoc/>
    public CancellationToken CancellationToken { get; set; }
}

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>One run of a plan: what it has read so far, and whether it is to go on. A cursor's run outlives the command that began it.</summary>
internal sealed class Execution
{
    /// <summary>Index entries that were looked at.</summary>
    public long KeysExamined { get; set; }

    /// <summary>Documents that were looked at.</summary>
    public long DocsExamined { get; set; }

    /// <summary>Whether each stage's time is taken, for explain.</summary>
    public bool IsTimed { get; init; }

    /// <summary>The end of the command that runs it now.</summary>
    public CancellationToken CancellationToken { get; set; }
}

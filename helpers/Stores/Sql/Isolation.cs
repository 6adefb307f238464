namespace StorageCourse;

/// <summary>The isolation levels of the SQL standard. What each really means is the server's affair.</summary>
public enum Isolation
{
    /// <summary>A transaction may see what others have not committed. Some servers treat it as <see cref="ReadCommitted"/>.</summary>
    ReadUncommitted,

    /// <summary>Each statement sees what was committed before it began.</summary>
    ReadCommitted,

    /// <summary>What a transaction has read does not change under it.</summary>
    RepeatableRead,

    /// <summary>The outcome is that of some order in which the transactions run one after the other.</summary>
    Serializable,
}

namespace StorageCourse.Stores.Loading;

/// <summary>A table to be loaded: its columns, which every store types in its own way, and its rows.</summary>
/// <param name="Name">As the stores name it.</param>
/// <param name="Columns">In order.</param>
/// <param name="PrimaryKey">Its columns.</param>
/// <param name="Constraints">What holds beside the primary key, as SQL that both dialects know.</param>
/// <param name="References">Its foreign keys.</param>
/// <param name="Count">How many rows there are.</param>
/// <param name="Rows">The rows, made while they are read; values stand in the order of the columns.</param>
internal sealed record TableData(
    string Name,
    TableField[] Columns,
    string PrimaryKey,
    string[] Constraints,
    ForeignKey[] References,
    int Count,
    IEnumerable<object?[]> Rows);

/// <summary>A column of such a table.</summary>
internal sealed record TableField(string Name, ColumnType Type, bool Nullable = false);

/// <summary>A column that holds the id of another table.</summary>
internal sealed record ForeignKey(string Column, string Table);

/// <summary>What a column holds; each store has its own name for it.</summary>
internal enum ColumnType
{
    Small,
    Int,
    Long,
    Money,
    Code,
    Text,
    LongText,
    Json,
    Date,
    Time,
}

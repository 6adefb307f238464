namespace StorageCourse.Lessons.Concurrency;

/// <summary>What a statement does, as far as a schedule must know: by its first words.</summary>
internal static class ScheduleStatement
{
    private static readonly string[] Writers = ["insert", "update", "delete", "merge", "replace", "with"];

    public static bool Begins(string sql) => Words(sql) is ["begin", ..] or ["start", "transaction", ..];

    /// <summary>Whether it ends a transaction: a rollback to a savepoint does not.</summary>
    public static bool Ends(string sql) => IsCommit(sql) || (Words(sql) is ["rollback", ..] or ["abort", ..] && Words(sql) is not [_, "to", ..]);

    public static bool IsCommit(string sql) => Words(sql) is ["commit", ..] or ["end"];

    /// <summary>Whether the number of rows that it changed is of interest.</summary>
    public static bool Changes(string sql) => Words(sql) is [var first, ..] && Writers.Contains(first);

    private static string[] Words(string sql) => sql.ToLowerInvariant().Split([' ', '\n', '\t', '(', ';'], StringSplitOptions.RemoveEmptyEntries) is var words && words.Length > 3 ? words[..3] : words;
}

namespace StorageCourse.Stores.Sql;

/// <summary>What a cell sends at once: one statement, or of Transact-SQL one batch.</summary>
/// <param name="Text">From its first token to its last, without what ends it.</param>
/// <param name="Start">Where it begins in the cell's text (UTF-16 units).</param>
/// <param name="Line">The line of the cell's text in which it begins, counted from 1.</param>
/// <param name="Tokens">Its tokens, whose positions are those of <paramref name="Text"/>.</param>
internal sealed record SqlStatement(string Text, int Start, int Line, IReadOnlyList<SqlToken> Tokens)
{
    /// <summary>How often it is sent, one after the other: GO 5 says so of the batch before it.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The words outside strings, comments and quoted names, in upper case.</summary>
    public IEnumerable<string> Words => Tokens.Where(token => token.Kind == SqlTokenKind.Word).Select(token => token.In(Text).ToString().ToUpperInvariant());

    /// <summary>The first word in upper case; "" where the statement has none.</summary>
    public string FirstWord => Words.FirstOrDefault() ?? "";
}

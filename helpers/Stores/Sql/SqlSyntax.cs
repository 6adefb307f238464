namespace StorageCourse.Stores.Sql;

/// <summary>Where the lexical rules of SQL dialects part.</summary>
internal sealed record SqlSyntax
{
    /// <summary>$$ … $$ and $tag$ … $tag$ are strings.</summary>
    public bool DollarQuotes { get; init; }

    /// <summary>A block comment can hold another.</summary>
    public bool NestedComments { get; init; }

    /// <summary>E'…' knows backslash escapes.</summary>
    public bool EscapeStrings { get; init; }

    /// <summary>A backslash escapes in every string, and "…" is one.</summary>
    public bool BackslashEscapes { get; init; }

    /// <summary>`…` is a name.</summary>
    public bool Backticks { get; init; }

    /// <summary># begins a comment.</summary>
    public bool HashComments { get; init; }

    /// <summary>-- is a comment only before white space.</summary>
    public bool DashesNeedSpace { get; init; }

    /// <summary>A line DELIMITER x changes what ends a statement.</summary>
    public bool Delimiter { get; init; }

    /// <summary>N'…' is a string.</summary>
    public bool NationalStrings { get; init; }

    /// <summary>[…] is a name; a closing bracket in it is doubled.</summary>
    public bool BracketedNames { get; init; }

    /// <summary>What is sent at once is a batch of statements, up to a line GO; semicolons end none.</summary>
    public bool Batches { get; init; }

    /// <summary>A semicolon between parentheses ends no statement, as psql sees it (CREATE RULE … DO (a; b)).</summary>
    public bool ParenthesesHoldSemicolons { get; init; }
}

namespace StorageCourse.Stores.Sql;

/// <summary>Where the lexical rules of SQL dialects part.</summary>
internal sealed record SqlSyntax
{
    /// <summary>PostgreSQL, chapter 4.1 "Lexical Structure", with standard_conforming_strings on.</summary>
    public static SqlSyntax PostgreSql { get; } = new() { DollarQuotes = true, NestedComments = true, EscapeStrings = true, ParenthesesHoldSemicolons = true };

    /// <summary>MySQL and MariaDB, "Language Structure", with the default sql_mode.</summary>
    public static SqlSyntax MySql { get; } = new() { Backticks = true, HashComments = true, BackslashEscapes = true, DashesNeedSpace = true, Delimiter = true };

    /// <summary>Transact-SQL, "Identifiers", "Constants" and "Comment", with QUOTED_IDENTIFIER on as drivers have it; batches as sqlcmd cuts them.</summary>
    public static SqlSyntax TransactSql { get; } = new() { NestedComments = true, NationalStrings = true, BracketedNames = true, Batches = true };

    /// <summary>$$ … $$ and $tag$ … $tag$ are strings.</summary>
    public bool DollarQuotes { get; private init; }

    /// <summary>A block comment can hold another.</summary>
    public bool NestedComments { get; private init; }

    /// <summary>E'…' knows backslash escapes.</summary>
    public bool EscapeStrings { get; private init; }

    /// <summary>A backslash escapes in every string, and "…" is one.</summary>
    public bool BackslashEscapes { get; private init; }

    /// <summary>`…` is a name.</summary>
    public bool Backticks { get; private init; }

    /// <summary># begins a comment.</summary>
    public bool HashComments { get; private init; }

    /// <summary>-- is a comment only before white space.</summary>
    public bool DashesNeedSpace { get; private init; }

    /// <summary>A line DELIMITER x changes what ends a statement.</summary>
    public bool Delimiter { get; private init; }

    /// <summary>N'…' is a string.</summary>
    public bool NationalStrings { get; private init; }

    /// <summary>[…] is a name; a closing bracket in it is doubled.</summary>
    public bool BracketedNames { get; private init; }

    /// <summary>What is sent at once is a batch of statements, up to a line GO; semicolons end none.</summary>
    public bool Batches { get; private init; }

    /// <summary>A semicolon between parentheses ends no statement, as psql sees it (CREATE RULE … DO (a; b)).</summary>
    public bool ParenthesesHoldSemicolons { get; private init; }
}

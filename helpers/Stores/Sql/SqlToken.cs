namespace StorageCourse.Stores.Sql;

/// <summary>A stretch of SQL text.</summary>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    public int End => Start + Length;

    public ReadOnlySpan<char> In(string text) => text.AsSpan(Start, Length);

    /// <summary>Whether this is the word, in any case.</summary>
    public bool Is(string text, string word) => Kind == SqlTokenKind.Word && In(text).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether this is the symbol.</summary>
    public bool Is(string text, char symbol) => Kind == SqlTokenKind.Symbol && text[Start] == symbol;
}

/// <summary>The sorts of token that splitting and binding tell apart.</summary>
internal enum SqlTokenKind
{
    /// <summary>White space.</summary>
    Space,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A comment whose content a server may execute: /*! … */.</summary>
    ExecutableComment,

    /// <summary>A string with its quotes, or a dollar-quoted body.</summary>
    String,

    /// <summary>A quoted name.</summary>
    QuotedName,

    /// <summary>A keyword or a name.</summary>
    Word,

    /// <summary>A number.</summary>
    Number,

    /// <summary>One character of anything else.</summary>
    Symbol,
}

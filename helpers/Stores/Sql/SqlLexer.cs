namespace StorageCourse.Stores.Sql;

/// <summary>Cuts SQL text into tokens. Every character belongs to exactly one; what is not closed reaches to the end.</summary>
internal static class SqlLexer
{
    public static IEnumerable<SqlToken> Read(string text, SqlSyntax syntax)
    {
        for (var at = 0; at < text.Length;)
        {
            var token = Next(text, at, syntax);
            yield return token;
            at = token.End;
        }
    }

    /// <summary>The token that begins at a position.</summary>
    public static SqlToken Next(string text, int at, SqlSyntax syntax)
    {
        var (kind, end) = Scan(text, at, syntax);
        return new(kind, at, end - at);
    }

    public static bool IsWordStart(char c) => char.IsLetter(c) || c == '_' || c >= '\u0080';

    public static bool IsWordPart(char c) => IsWordStart(c) || char.IsDigit(c) || c == '$';

    private static (SqlTokenKind Kind, int End) Scan(string text, int at, SqlSyntax syntax)
    {
        var c = text[at];
        var next = at + 1 < text.Length ? text[at + 1] : '\0';
        switch (c)
        {
            case var _ when char.IsWhiteSpace(c):
                return (SqlTokenKind.Space, EndWhile(text, at, char.IsWhiteSpace));
            case '-' when next == '-' && (!syntax.DashesNeedSpace || at + 2 >= text.Length || char.IsWhiteSpace(text[at + 2])):
            case '#' when syntax.HashComments:
                return (SqlTokenKind.Comment, EndWhile(text, at, c => c != '\n'));
            case '/' when next == '*':
                var executable = syntax.BackslashEscapes && at + 2 < text.Length && text[at + 2] == '!';
                return (executable ? SqlTokenKind.ExecutableComment : SqlTokenKind.Comment, EndOfBlockComment(text, at, syntax));
            case '\'':
                return (SqlTokenKind.String, EndOfQuoted(text, at, syntax.BackslashEscapes));
            case '"':
                return syntax.BackslashEscapes
                    ? (SqlTokenKind.String, EndOfQuoted(text, at, backslashes: true))
                    : (SqlTokenKind.QuotedName, EndOfQuoted(text, at, backslashes: false));
            case '`' when syntax.Backticks:
                return (SqlTokenKind.QuotedName, EndOfQuoted(text, at, backslashes: false));
            case '$' when syntax.DollarQuotes && DollarTag(text, at) is { } tag:
                var close = text.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
                return (SqlTokenKind.String, close < 0 ? text.Length : close + tag.Length);
            case 'e' or 'E' when syntax.EscapeStrings && next == '\'':
                return (SqlTokenKind.String, EndOfQuoted(text, at + 1, backslashes: true));
            case 'n' or 'N' when syntax.NationalStrings && next == '\'':
                return (SqlTokenKind.String, EndOfQuoted(text, at + 1, backslashes: false));
            case '[' when syntax.BracketedNames:
                return (SqlTokenKind.QuotedName, EndOfQuoted(text, at, backslashes: false, close: ']'));
            case var _ when IsWordStart(c):
                return (SqlTokenKind.Word, EndWhile(text, at, IsWordPart));
            case var _ when char.IsDigit(c):
                return (SqlTokenKind.Number, EndWhile(text, at, c => char.IsLetterOrDigit(c) || c is '.' or '_'));
            default:
                return (SqlTokenKind.Symbol, at + 1);
        }
    }

    private static int EndWhile(string text, int at, Func<char, bool> belongs)
    {
        while (at < text.Length && belongs(text[at])) at++;
        return at;
    }

    private static int EndOfQuoted(string text, int at, bool backslashes, char? close = null)
    {
        var quote = close ?? text[at];
        for (at++; at < text.Length; at++)
        {
            if (backslashes && text[at] == '\\') at++;
            else if (text[at] == quote)
            {
                if (at + 1 >= text.Length || text[at + 1] != quote) return at + 1;
                at++;
            }
        }

        return text.Length;
    }

    private static int EndOfBlockComment(string text, int at, SqlSyntax syntax)
    {
        var depth = 1;
        for (at += 2; at < text.Length - 1; at++)
        {
            if (text[at] == '*' && text[at + 1] == '/')
            {
                if (--depth == 0) return at + 2;
                at++;
            }
            else if (syntax.NestedComments && text[at] == '/' && text[at + 1] == '*')
            {
                depth++;
                at++;
            }
        }

        return text.Length;
    }

    private static string? DollarTag(string text, int at)
    {
        var end = at + 1;
        if (end < text.Length && IsWordStart(text[end])) end = EndWhile(text, end, c => c != '$' && IsWordPart(c));
        return end < text.Length && text[end] == '$' ? text[at..(end + 1)] : null;
    }
}

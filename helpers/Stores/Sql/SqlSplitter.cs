namespace StorageCourse.Stores.Sql;

/// <summary>Splits a cell into statements, or into batches, as the servers' own clients do.</summary>
internal static class SqlSplitter
{
    private static readonly string[] BodiesInCreate = ["FUNCTION", "PROCEDURE", "TRIGGER", "EVENT"];
    private static readonly string[] BlocksWithNamedEnd = ["IF", "LOOP", "WHILE", "REPEAT", "FOR"];

    /// <summary>The statements in order; what is only white space and comments is none.</summary>
    public static IReadOnlyList<SqlStatement> Split(string text, SqlSyntax syntax)
    {
        var statements = new List<SqlStatement>();
        var lines = new LineCounter(text);
        var delimiter = ";";
        var statement = new Scanned(text);
        for (var at = 0; at < text.Length;)
        {
            if (syntax.Delimiter && statement.IsEmpty && DelimiterLine(text, at) is { } line)
            {
                delimiter = line.Delimiter;
                at = line.End;
                continue;
            }

            if (syntax.Batches && SqlBatchEnd.At(text, at) is { } go)
            {
                Finish(go.Times);
                at = go.End;
                continue;
            }

            if (!syntax.Batches && string.CompareOrdinal(text, at, delimiter, 0, delimiter.Length) == 0 && (delimiter != ";" || !statement.HoldsSemicolons(syntax)))
            {
                Finish();
                at += delimiter.Length;
                continue;
            }

            var token = SqlLexer.Next(text, at, syntax);
            // A delimiter such as // or $$ may stand directly after a word.
            if (delimiter != ";" && token.Kind is SqlTokenKind.Word or SqlTokenKind.Number
                && token.In(text).IndexOf(delimiter, StringComparison.Ordinal) is > 0 and var inside)
            {
                token = token with { Length = inside };
            }

            statement.Add(token);
            at = token.End;
        }

        Finish();
        return statements;

        void Finish(int times = 1)
        {
            if (statement.ToStatement(lines) is { } whole) statements.Add(whole with { Times = times });
            statement = new Scanned(text);
        }
    }

    private static (string Delimiter, int End)? DelimiterLine(string text, int at)
    {
        const string Word = "DELIMITER";
        if (at + Word.Length >= text.Length || string.Compare(text, at, Word, 0, Word.Length, StringComparison.OrdinalIgnoreCase) != 0) return null;
        var lineStart = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        if (!string.IsNullOrWhiteSpace(text[lineStart..at]) || !char.IsWhiteSpace(text[at + Word.Length])) return null;
        var end = text.IndexOf('\n', at);
        if (end < 0) end = text.Length;
        var delimiter = text[(at + Word.Length)..end].Trim().Split(' ', '\t')[0];
        return delimiter.Length == 0 ? null : (delimiter, end);
    }

    /// <summary>The tokens of the statement that is being read, and how deep in blocks it is.</summary>
    private sealed class Scanned(string text)
    {
        private readonly List<SqlToken> tokens = [];
        private string firstWord = "";
        private bool hasBody;
        private int blocks;
        private int parentheses;
        private bool afterEnd;

        public bool IsEmpty => !tokens.Exists(IsContent);

        public bool HoldsSemicolons(SqlSyntax syntax) => blocks > 0 || (syntax.ParenthesesHoldSemicolons && parentheses > 0);

        public void Add(SqlToken token)
        {
            tokens.Add(token);
            if (token.Is(text, '(')) parentheses++;
            else if (token.Is(text, ')') && parentheses > 0) parentheses--;
            if (token.Kind == SqlTokenKind.Word) AddWord(token.In(text).ToString().ToUpperInvariant());
            else if (IsContent(token)) afterEnd = false;
        }

        public SqlStatement? ToStatement(LineCounter lines)
        {
            var first = tokens.FindIndex(IsContent);
            if (first < 0) return null;
            var last = tokens.FindLastIndex(IsContent);
            var start = tokens[first].Start;
            return new(
                text[start..tokens[last].End],
                start,
                lines.LineAt(start),
                [.. tokens[first..(last + 1)].Select(token => token with { Start = token.Start - start })]);
        }

        private static bool IsContent(SqlToken token) => token.Kind is not (SqlTokenKind.Space or SqlTokenKind.Comment);

        // As psql does it (psqlscan.l): within CREATE FUNCTION and the like, BEGIN and CASE open what END closes.
        private void AddWord(string word)
        {
            if (firstWord.Length == 0) firstWord = word;
            hasBody |= firstWord == "CREATE" && BodiesInCreate.Contains(word);
            var closes = afterEnd;
            afterEnd = false;
            if (!hasBody || parentheses > 0) return;
            if (closes && BlocksWithNamedEnd.Contains(word)) blocks++;
            else if (word == "BEGIN" || (word == "CASE" && blocks > 0 && !closes)) blocks++;
            else if (word == "END" && blocks > 0)
            {
                blocks--;
                afterEnd = true;
            }
        }
    }
}

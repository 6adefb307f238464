using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Stores.Sql;

/// <summary>
/// Finds the C# variables in a statement. <c>:name</c> is one only if a variable of that name exists, and only outside strings,
/// comments, dollar-quoted bodies and subscripts, and not after a colon, a quote or a word character: <c>::int</c> and <c>[1:2]</c> are SQL.
/// </summary>
internal static class SqlBinder
{
    private static readonly string[] Bindable =
        ["SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "VALUES", "WITH", "TABLE", "EXPLAIN", "ANALYZE", "CALL", "EXECUTE", "DECLARE", "DO"];

    /// <param name="statement">The statement.</param>
    /// <param name="host">Who knows the variables.</param>
    /// <param name="placeholder">What stands for a parameter in the driver's language, for instance "$1".</param>
    public static BoundSql Bind(SqlStatement statement, IHost host, SqlPlaceholder placeholder)
    {
        var sql = new StringBuilder(statement.Text.Length);
        var parameters = new List<Variable>();
        var cuts = new List<(int Bound, int Written)>();
        var copied = 0;
        foreach (var (at, variable) in Find(statement, host))
        {
            sql.Append(statement.Text, copied, at - copied);
            placeholder(sql, parameters, variable);
            copied = at + 1 + variable.Name.Length;
            cuts.Add((sql.Length, copied));
        }

        sql.Append(statement.Text, copied, statement.Text.Length - copied);
        return new(sql.ToString(), parameters, cuts);
    }

    /// <summary>Whether the server takes parameters in such a statement; DDL and settings have none.</summary>
    public static bool TakesParameters(SqlStatement statement, bool inSet)
    {
        var first = statement.FirstWord;
        if (first == "SET") return inSet;
        return Bindable.Contains(first) || first.Length == 0
            || (first == "CREATE" && statement.Words.Skip(1).Take(4).Contains("TABLE") && statement.Words.Any(word => word is "SELECT" or "VALUES" or "WITH"));
    }

    /// <summary>The name behind the colon at which the server found a syntax error, where that looks like a variable that doesn't exist; else null.</summary>
    public static string? Unbound(SqlStatement statement, int? position, BoundSql? sql)
    {
        if (position is null || sql is null) return null;
        var at = sql.WrittenPosition(position.Value);
        var colon = statement.Tokens.TakeWhile(token => token.Start <= at).LastOrDefault(token => token.Is(statement.Text, ':'));
        var name = statement.Tokens.FirstOrDefault(token => token.Start == colon.End && token.Kind == SqlTokenKind.Word);
        return colon.Length == 1 && name.Length > 0 && at - colon.Start <= 1 ? name.In(statement.Text).ToString() : null;
    }

    private static IEnumerable<(int At, Variable Variable)> Find(SqlStatement statement, IHost host)
    {
        var (text, tokens) = (statement.Text, statement.Tokens);
        var brackets = new Stack<bool>();
        var before = default(SqlToken);
        for (var i = 0; i < tokens.Count; i++)
        {
            var token = tokens[i];
            if (token.Kind is SqlTokenKind.Space or SqlTokenKind.Comment) continue;
            if (token.Is(text, '['))
            {
                // ARRAY[…] holds values, and so does a bracket within one; any other is a subscript, where a colon makes a slice.
                brackets.Push(before.Is(text, "ARRAY") || (brackets.TryPeek(out var values) && values && (before.Is(text, '[') || before.Is(text, ','))));
            }
            else if (token.Is(text, ']') && brackets.Count > 0)
            {
                brackets.Pop();
            }
            else if (token.Is(text, ':') && (!brackets.TryPeek(out var inValues) || inValues)
                && i + 1 < tokens.Count && tokens[i + 1].Kind == SqlTokenKind.Word
                && (token.Start == 0 || !IsAttached(text[token.Start - 1]))
                && host.TryGetVariable(tokens[i + 1].In(text).ToString(), out var variable))
            {
                yield return (token.Start, variable);
            }

            before = token;
        }
    }

    private static bool IsAttached(char c) => c is ':' or '\'' or '"' or '`' or ']' or ')' || SqlLexer.IsWordPart(c);
}

/// <summary>Writes what stands for a variable in the driver's language, and adds what it stands for to the parameters.</summary>
internal delegate void SqlPlaceholder(StringBuilder sql, List<Variable> parameters, Variable variable);

/// <summary>A statement as it is sent.</summary>
/// <param name="Text">With the driver's placeholders.</param>
/// <param name="Parameters">In the order in which the driver counts them.</param>
/// <param name="Cuts">Behind each placeholder: the position in <paramref name="Text"/> and the one in the text as it was written.</param>
internal sealed record BoundSql(string Text, IReadOnlyList<Variable> Parameters, IReadOnlyList<(int Bound, int Written)> Cuts)
{
    /// <summary>The position in the statement as it was written, of a position in what was sent.</summary>
    public int WrittenPosition(int bound)
    {
        var (cutBound, cutWritten) = Cuts.LastOrDefault(cut => cut.Bound <= bound);
        var written = cutWritten + bound - cutBound;
        var next = Cuts.FirstOrDefault(cut => cut.Bound > bound);
        // Inside a placeholder: the end of the name that stood there is as near as it gets.
        return next == default ? written : Math.Min(written, next.Written - 1);
    }
}

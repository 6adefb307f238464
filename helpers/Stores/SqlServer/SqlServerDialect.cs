using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.SqlServer;

/// <summary>SQL Server: Transact-SQL in batches.</summary>
internal partial class SqlServerDialect : SqlDialect
{
    /// <summary>What must be the only statement of its batch, and takes no parameters.</summary>
    private static readonly string[] Modules = ["PROCEDURE", "PROC", "FUNCTION", "VIEW", "TRIGGER", "SCHEMA", "DEFAULT", "RULE"];

    public override string Name => "mssql";

    public override IReadOnlyList<string> Aliases => ["tsql"];

    public override string Store => "mssql";

    public override PlanForm PlanIn(string column) => SqlServerPlan.IsColumn(column) ? PlanForm.Tree : PlanForm.None;

    public override string Title => "SQL Server";

    /// <summary>Transact-SQL, "Identifiers", "Constants" and "Comment", with QUOTED_IDENTIFIER on as drivers have it; batches as sqlcmd cuts them.</summary>
    public static SqlSyntax Lexical { get; } = new() { NestedComments = true, NationalStrings = true, BracketedNames = true, Batches = true };

    public override SqlSyntax Syntax => Lexical;

    public override string Unit => "batch";

    public override bool SetTakesParameters => true;

    public override SqlPlaceholder Placeholder { get; } = (sql, parameters, variable) =>
    {
        if (variable.Value is not IEnumerable items || variable.Value is string or byte[])
        {
            if (!parameters.Contains(variable)) parameters.Add(variable);
            sql.Append('@').Append(variable.Name);
            return;
        }

        // Transact-SQL has no arrays: a list is the list of IN (…).
        var values = items.Cast<object?>().Select((item, i) => new Variable(string.Create(CultureInfo.InvariantCulture, $"{variable.Name}_{i + 1}"), item, item?.GetType() ?? typeof(object))).ToList();
        if (values.Count == 0)
            throw new CellException("EmptyList", $"{variable.Name} is empty, and SQL has no empty list: in () is a syntax error. Leave the condition out where there is nothing to look for.");
        if (values.Count > MostParameters)
            throw new CellException("LongList", $"{variable.Name} has {values.Count:N0} elements, and SQL Server takes at most {MostParameters:N0} parameters. Send the list as JSON, and read it with openjson(:json).");
        sql.AppendJoin(", ", values.Select(value => "@" + value.Name));
        foreach (var value in values.Where(value => parameters.TrueForAll(known => known.Name != value.Name))) parameters.Add(value);
    };

    public override IReadOnlyList<string> Keywords => SqlServerKeywords.All;

    /// <summary>"Maximum capacity specifications for SQL Server": parameters of a procedure, of which sp_executesql uses two itself.</summary>
    private const int MostParameters = 2_098;

    // A module's text is kept as it is, so it has no parameters; every other batch is run by sp_executesql, which has.
    public override bool TakesParameters(SqlStatement statement)
    {
        var words = statement.Words.Take(4).ToList();
        return words is not ["CREATE" or "ALTER", ..] || !words.Exists(Modules.Contains);
    }

    public override string InsteadOfParameters(SqlStatement statement) =>
        "The text of such an object is kept as it is written. Give it parameters of its own, or build the statement in a C# cell.";

    public override string Tag(SqlStatement statement, long affected, bool hasRows) => affected < 0
        ? hasRows ? "" : "done"
        : string.Create(CultureInfo.InvariantCulture, $"{affected:N0} row{(affected == 1 ? "" : "s")} affected");

    public override Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) =>
        SqlServerConnections.OpenAsync(endpoint, pooling: false, cancellationToken);

    public override void OnNotice(DbConnection connection, Action<string> notice) =>
        SqlServerMessage.OnInfo(connection, message => notice(message.Text));

    public override async Task PingAsync(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        // A comment is a batch too, and leaves @@rowcount as it is.
        command.CommandText = "--";
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public override DbCommand CreateCommand(DbConnection connection, BoundSql sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql.Text;
        command.CommandTimeout = 0;
        foreach (var variable in sql.Parameters) SqlServerParameter.Add(command, variable);
        return command;
    }

    public override IReadOnlyList<SqlColumn> Columns(DbDataReader reader) => SqlServerValue.Columns(reader);

    public override SqlFailure Describe(Exception exception, string sent) => SqlServerMessage.In(exception) is [_, ..] errors
        ? Describe(errors, sent)
        : new(exception.GetType().Name, exception.Message);

    /// <param name="errors">At least one.</param>
    /// <param name="sent">The batch as it was sent; "" where none was.</param>
    internal static SqlFailure Describe(IReadOnlyList<SqlServerMessage> errors, string sent)
    {
        var first = errors[0];
        var details = errors.Skip(1).Where(other => other.Text.Length > 0).Select(Named).ToList();
        if (first.Procedure.Length > 0) details.Insert(0, string.Create(CultureInfo.InvariantCulture, $"in {first.Procedure}, line {first.Line}"));
        var isLost = first.Severity >= 20;
        var code = first.Number == 0 ? isLost ? "ConnectionLost" : "Cancelled" : first.Number.ToString(CultureInfo.InvariantCulture);
        var line = first.Procedure.Length == 0 && first.Line > 0 && sent.Length > 0 ? first.Line : (int?)null;
        return new(code, Named(first), line is null ? null : Place(first.Text, sent, line.Value), details,
            // The driver's own words for a statement that it was asked to cancel.
            IsCancelled: first is { Number: 0, Severity: 11 }, isLost, line);
    }

    public override string? HelpFor(SqlFailure failure, SqlStatement statement, BoundSql? sql) => failure.Code switch
    {
        "102" when failure.Message.Contains("':'", StringComparison.Ordinal) && SqlBinder.Unbound(statement, failure.Position, sql) is { } name =>
            $":{name} stands for a C# variable, but there is none called {name}: run the cell that declares it.",
        "111" or "166" => "it must be the first statement of its batch: write GO on a line of its own before it.",
        "134" when sql?.Parameters.Count > 0 => "a C# variable arrives as a parameter of the same name, so a batch that uses it can't declare one called the same.",
        "137" => "a variable lives as long as its batch, and GO ends that: declare it again, or hand over a C# variable as :name.",
        "208" when failure.Message.Contains("'#", StringComparison.Ordinal) =>
            "a temporary table that was made in a batch with a C# variable (:name) is gone with that batch: make it in a batch without, as GO before and after it say.",
        "266" when sql?.Parameters.Count > 0 => "a batch with a C# variable (:name) is run by sp_executesql, which must end with as many open transactions as it began: begin and commit in batches of their own.",
        "1205" => "the server chose this transaction as the victim of a deadlock and rolled it back: run it again from its beginning.",
        "1222" => "another session holds the lock: commit or roll back there.",
        "3960" => "somebody else changed the row since this transaction took its snapshot: roll back, and run it again from its beginning.",
        "3930" => "an error has doomed the transaction (XACT_STATE() is -1): all that it still takes is rollback.",
        "1934" => "indexed views, filtered indexes and computed columns want ANSI settings that the session has switched off.",
        _ => null,
    };

    // "Invalid object name 'dbo.t'.", "Invalid column name 'c'.", "Could not find stored procedure 'p'."
    public override SqlUnknown? Unknown(SqlFailure failure) => failure.Code is "208" or "207" && Quoted().Match(failure.Message) is { Success: true } match
        ? new(IsTable: failure.Code == "208", match.Groups["name"].Value.Split('.')[^1].Trim('[', ']'))
        : null;

    public override string? WhyNot(SqlStatement statement)
    {
        var text = statement.Text;
        if (text[0] == '\\' || text.StartsWith("!!", StringComparison.Ordinal) || SqlcmdCommand().IsMatch(text))
            return $"{text.Split(' ', '\n')[0]} is a command of sqlcmd, not of the server. For a variable use C#: :name in a batch is the C# variable of that name";
        // The server would take it for a name: select 1 GO; is a column called GO.
        return statement.Tokens.Where((token, i) => token.Is(text, "GO") && IsFirstOfLine(text, token.Start) && statement.Tokens.Skip(i + 1).FirstOrDefault(next => next.Kind != SqlTokenKind.Space).Is(text, ';')).Any()
            ? "GO is no statement and has no semicolon: write it alone on its line"
            : null;
    }

    private static bool IsFirstOfLine(string text, int position) => text.AsSpan(position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1)[..^(text.Length - position)].IsWhiteSpace();

    public override Task<SqlCatalog> CatalogAsync(DbConnection connection, CancellationToken cancellationToken) =>
        SqlServerCatalog.ReadAsync(connection, cancellationToken);

    private static string Named(SqlServerMessage message) => message.Number == 0
        ? message.Text
        : string.Create(CultureInfo.InvariantCulture, $"{message.Text} [Msg {message.Number}, Level {message.Severity}, State {message.State}]");

    /// <summary>The place of the name that a message quotes, where its line holds it once; the server tells the line only.</summary>
    private static int? Place(string message, string sent, int line)
    {
        if (Quoted().Match(message) is not { Success: true } match) return null;
        var start = LineCounter.StartOf(sent, line);
        var end = sent.IndexOf('\n', start);
        var text = sent[start..(end < 0 ? sent.Length : end)];
        var name = match.Groups["name"].Value;
        var at = text.IndexOf(name, StringComparison.Ordinal);
        return name.Length > 0 && at >= 0 && at == text.LastIndexOf(name, StringComparison.Ordinal) ? start + at : null;
    }

    [GeneratedRegex("['\"](?<name>[^'\"]+)['\"]", RegexOptions.ExplicitCapture)]
    private static partial Regex Quoted();

    [GeneratedRegex("^:(setvar|r|connect|on|out|error|list|reset|exit|quit|help|serverlist|xml)\\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex SqlcmdCommand();
}

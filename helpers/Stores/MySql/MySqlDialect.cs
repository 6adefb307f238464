using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using MySqlConnector;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.MySql;

/// <summary>MariaDB and MySQL.</summary>
internal sealed partial class MySqlDialect : SqlDialect
{
    /// <summary>What “drop … if exists” notes where there is nothing to drop (database, table, routine, trigger, view): its writer has just said that this is fine.</summary>
    private static readonly int[] NotThere = [1008, 1051, 1305, 1360, 4092];

    public override string Name => "mysql";

    public override IReadOnlyList<string> Aliases => ["mariadb"];

    public override string Store => "mysql";

    public override PlanForm PlanIn(string column) => column is "EXPLAIN" or "ANALYZE" ? PlanForm.Text : PlanForm.None;

    public override string Title => "MariaDB or MySQL";

    /// <summary>"Language Structure" of MySQL and MariaDB, with the default sql_mode.</summary>
    public static SqlSyntax Lexical { get; } = new() { Backticks = true, HashComments = true, BackslashEscapes = true, DashesNeedSpace = true, Delimiter = true };

    public override SqlSyntax Syntax => Lexical;

    public override bool SetTakesParameters => true;

    public override SqlPlaceholder Placeholder { get; } = (sql, parameters, variable) =>
    {
        if (variable.Value is not IEnumerable items || variable.Value is string or byte[])
        {
            sql.Append('?');
            parameters.Add(variable);
            return;
        }

        // MySQL has no arrays: a list is the list of IN (…).
        var values = items.Cast<object?>().Select(item => new Variable(variable.Name, item, item?.GetType() ?? typeof(object))).ToList();
        if (values.Count == 0)
            throw new CellException("EmptyList", $"{variable.Name} is empty, and SQL has no empty list: in () is a syntax error. Leave the condition out where there is nothing to look for.");
        sql.AppendJoin(", ", values.Select(_ => "?"));
        parameters.AddRange(values);
    };

    public override IReadOnlyList<string> Keywords => MySqlKeywords.All;

    public override Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) =>
        MySqlConnections.OpenAsync(endpoint, forCells: true, cancellationToken);

    public override void OnNotice(DbConnection connection, Action<string> notice) => ((MySqlConnection)connection).InfoMessage += (_, sent) =>
    {
        foreach (var warning in sent.Errors)
            if (warning.Level != "Note" || !NotThere.Contains((int)warning.ErrorCode))
                notice(string.Create(CultureInfo.InvariantCulture, $"{warning.Level} {(int)warning.ErrorCode}: {warning.Message}"));
    };

    public override async Task PingAsync(DbConnection connection)
    {
        if (!await ((MySqlConnection)connection).PingAsync(CancellationToken.None)) throw new IOException("the server gives no sign of life");
    }

    public override DbCommand CreateCommand(DbConnection connection, BoundSql sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql.Text;
        foreach (var variable in sql.Parameters)
        {
            var parameter = command.CreateParameter();
            parameter.Value = Value(variable);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    // With parameters a statement is prepared: else the driver would write the values into its text.
    public override Task PrepareAsync(DbCommand command, CancellationToken cancellationToken) =>
        command.Parameters.Count == 0 ? Task.CompletedTask : command.PrepareAsync(cancellationToken);

    public override IReadOnlyList<SqlColumn> Columns(DbDataReader reader) => MySqlColumn.Of(reader);

    public override SqlFailure Describe(Exception exception, string sent)
    {
        if (exception is not MySqlException e) return new(exception.GetType().Name, exception.Message);
        var isLost = e.Number is 2006 or 2013 or 1927 or 1053 or 1042 or 4031 || IsBroken(e);
        var code = e.Number == 0 && isLost ? "ConnectionLost" : e.Number.ToString(CultureInfo.InvariantCulture);
        var state = string.IsNullOrEmpty(e.SqlState) ? "" : $" [SQLSTATE {e.SqlState}]";
        return new(code, e.Message + state, Place(e.Message, sent), IsCancelled: e.ErrorCode == MySqlErrorCode.QueryInterrupted, IsLost: isLost);
    }

    public override string? HelpFor(SqlFailure failure, SqlStatement statement, BoundSql? sql) => failure.Code switch
    {
        "1064" when SqlBinder.Unbound(statement, failure.Position, sql) is { } name =>
            $":{name} stands for a C# variable, but there is none called {name}: run the cell that declares it.",
        "1205" => "another session holds the lock: commit or roll back there.",
        "1213" => "the server chose this transaction as the victim and rolled it back: run it again from its beginning.",
        "1046" => "say which database: use name;",
        _ => null,
    };

    // "Table 'd.t' doesn't exist", "Unknown column 'o.c' in 'SELECT'"
    public override SqlUnknown? Unknown(SqlFailure failure) => failure.Code is "1146" or "1054" && failure.Message.Split('\'') is [_, var name, ..]
        ? new(IsTable: failure.Code == "1146", name.Split('.')[^1])
        : null;

    public override Task<SqlCatalog> CatalogAsync(DbConnection connection, CancellationToken cancellationToken) =>
        MySqlCatalog.ReadAsync(connection, cancellationToken);

    private static bool IsBroken(Exception? e) => e is not null && (e is IOException or SocketException || IsBroken(e.InnerException));

    // "… near 'wrong from t' at line 2": what stands there is the rest of the text from the place of the error.
    private static int? Place(string message, string sent)
    {
        var match = NearAtLine().Match(message);
        if (!match.Success) return null;
        if (match.Groups["near"].Length == 0) return sent.Length;
        var start = 0;
        for (var line = int.Parse(match.Groups["line"].Value, CultureInfo.InvariantCulture); line > 1 && start >= 0; line--) start = sent.IndexOf('\n', start) + 1;
        var at = sent.IndexOf(match.Groups["near"].Value, start, StringComparison.Ordinal);
        return at < 0 ? null : at;
    }

    private static object Value(Variable variable) => variable.Value switch
    {
        null => DBNull.Value,
        // The server's literals are bigint and double too.
        bool or sbyte or byte or short or ushort or int or uint => Convert.ToInt64(variable.Value, CultureInfo.InvariantCulture),
        float number => (double)number,
        DateTimeOffset time => time.UtcDateTime,
        Enum or Guid => variable.Value.ToString()!,
        JsonElement json => json.GetRawText(),
        JsonDocument json => json.RootElement.GetRawText(),
        DBNull or string or char or long or ulong or double or decimal or DateTime or DateOnly or TimeOnly or TimeSpan or byte[] => variable.Value,
        var other => throw new CellException("UnknownType",
            $"{variable.Name} is a {other.GetType().Name}, which MariaDB and MySQL have no type for; expected a number, string, bool, date or time, Guid, byte[], JSON, or a list of those for in (:{variable.Name})"),
    };

    [GeneratedRegex(@"near '(?<near>.*)' at line (?<line>\d+)$", RegexOptions.Singleline)]
    private static partial Regex NearAtLine();
}

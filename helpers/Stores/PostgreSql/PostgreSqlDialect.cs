using System.Data.Common;
using System.Globalization;
using Npgsql;
using StorageCourse.Display;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>PostgreSQL through Npgsql.</summary>
internal sealed class PostgreSqlDialect : SqlDialect
{
    private const string UnknownType = "oid ";

    public override string Name => "sql";

    public override IReadOnlyList<string> Aliases => ["postgres", "psql"];

    public override string Store => "postgres";

    public override PlanForm PlanIn(string column) => column == "QUERY PLAN" ? PlanForm.Text : PlanForm.None;

    public override string Title => "PostgreSQL";

    /// <summary>Chapter 4.1 "Lexical Structure", with standard_conforming_strings on.</summary>
    public static SqlSyntax Lexical { get; } = new() { DollarQuotes = true, NestedComments = true, EscapeStrings = true, ParenthesesHoldSemicolons = true };

    public override SqlSyntax Syntax => Lexical;

    public override bool SetTakesParameters => false;

    public override SqlPlaceholder Placeholder { get; } = (sql, parameters, variable) =>
    {
        var index = parameters.FindIndex(known => known.Name == variable.Name);
        if (index < 0)
        {
            parameters.Add(variable);
            index = parameters.Count - 1;
        }

        sql.Append(CultureInfo.InvariantCulture, $"${index + 1}");
    };

    public override IReadOnlyList<string> Keywords => PostgreSqlKeywords.All;

    public override async Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) =>
        await PostgreSqlConnections.OpenAsync(endpoint, pooling: false, cancellationToken);

    public override void OnNotice(DbConnection connection, Action<string> notice)
    {
        var open = (NpgsqlConnection)connection;
        open.Notice += (_, message) =>
        {
            var detail = string.IsNullOrEmpty(message.Notice.Detail) ? "" : $"\ndetail: {message.Notice.Detail}";
            notice($"{message.Notice.InvariantSeverity}: {message.Notice.MessageText}{detail}");
        };
        open.Notification += (_, message) => notice($"NOTIFY {message.Channel}: {message.Payload}");
    }

    public override async Task PingAsync(DbConnection connection)
    {
        try
        {
            await using var command = new NpgsqlCommand("--", (NpgsqlConnection)connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            // That is an answer, too.
        }
    }

    public override DbCommand CreateCommand(DbConnection connection, BoundSql sql)
    {
        // All values come as text: in the server's own words, exact, and for types that no driver knows.
        var command = new NpgsqlCommand(Whole(sql.Text), (NpgsqlConnection)connection) { AllResultTypesAreUnknown = true };
        foreach (var variable in sql.Parameters) command.Parameters.Add(PostgreSqlParameter.From(variable));
        return command;
    }

    public override IReadOnlyList<SqlColumn> Columns(DbDataReader reader)
    {
        var columns = new List<SqlColumn>(reader.FieldCount);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var index = i;
            var type = ((NpgsqlDataReader)reader).GetDataTypeOID(i);
            columns.Add(new(
                new TableColumn(reader.GetName(i), TypeName((NpgsqlDataReader)reader, i), PostgreSqlValue.IsNumber(type)),
                row => PostgreSqlValue.Show(type, row.GetString(index)),
                row => PostgreSqlValue.Parse(type, row.GetString(index))));
        }

        return columns;
    }

    public override async Task<IReadOnlyList<TableColumn>> NameTypesAsync(DbConnection connection, IReadOnlyList<TableColumn> columns)
    {
        if (!columns.Any(column => column.Type.StartsWith(UnknownType, StringComparison.Ordinal))) return columns;
        var named = new List<TableColumn>(columns);
        for (var i = 0; i < named.Count; i++)
        {
            if (!named[i].Type.StartsWith(UnknownType, StringComparison.Ordinal)) continue;
            await using var command = new NpgsqlCommand($"select format_type({named[i].Type[UnknownType.Length..]}, null)", (NpgsqlConnection)connection);
            named[i] = named[i] with { Type = (string)(await command.ExecuteScalarAsync(CancellationToken.None))! };
        }

        return named;
    }

    public override SqlFailure Describe(Exception exception, string sent) => exception switch
    {
        PostgresException e => new(
            e.SqlState,
            e.MessageText,
            e.InternalQuery == sent && e.InternalPosition > 0 ? Utf16Position(sent, e.InternalPosition - 1)
                : e.Position > 0 ? Utf16Position(sent, e.Position - 1) : null,
            Details: Details(e, sent),
            IsCancelled: e.SqlState == PostgresErrorCodes.QueryCanceled,
            IsLost: e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown),
        NpgsqlException { InnerException: { } inner } e => new(
            "ConnectionLost", $"{e.Message.TrimEnd('.')}: {inner.Message}", IsLost: inner is IOException or System.Net.Sockets.SocketException or EndOfStreamException),
        NpgsqlException e => new("ConnectionLost", e.Message, IsLost: true),
        _ => new(exception.GetType().Name, exception.Message),
    };

    public override string? HelpFor(SqlFailure failure, SqlStatement statement, BoundSql? sql) => failure.Code switch
    {
        PostgresErrorCodes.InFailedSqlTransaction => "an earlier statement of this transaction failed, and the server takes nothing more but its end: run rollback (or rollback to a savepoint) first.",
        PostgresErrorCodes.SyntaxError when SqlBinder.Unbound(statement, failure.Position, sql) is { } name =>
            $":{name} stands for a C# variable, but there is none called {name}: run the cell that declares it.",
        PostgresErrorCodes.DatatypeMismatch or PostgresErrorCodes.UndefinedFunction when sql?.Parameters.FirstOrDefault(one => one.Value is string) is { } text =>
            $"{text.Name} is a C# string and so bound as text. Say what it is, for instance :{text.Name}::date, or hand over a C# value of that type.",
        PostgresErrorCodes.IndeterminateDatatype => "the server can't tell the type of a null: write it, for instance :x::int.",
        PostgresErrorCodes.ActiveSqlTransaction => "this statement can't run in a transaction: commit or roll back first.",
        _ => null,
    };

    public override SqlUnknown? Unknown(SqlFailure failure) => failure.Code switch
    {
        PostgresErrorCodes.UndefinedTable => new(IsTable: true, LastName(failure.Message)),
        PostgresErrorCodes.UndefinedColumn => new(IsTable: false, LastName(failure.Message)),
        _ => null,
    };

    public override string? WhyNot(SqlStatement statement)
    {
        if (statement.Text[0] == '\\')
            return $"{statement.Text.Split(' ', '\n')[0]} is a command of psql, not of the server. Ask the catalog instead: select * from information_schema.columns where table_name = '…'";
        if (statement.FirstWord != "COPY") return null;
        var words = statement.Words.ToList();
        if (words.Contains("STDIN"))
            return "a cell has no standard input for COPY FROM STDIN. Use INSERT, or in a C# cell: ((NpgsqlConnection)await lab.Postgres.OpenAsync()).BeginTextImport(\"copy …\")";
        return words.Contains("STDOUT")
            ? "a cell has no standard output for COPY TO STDOUT. Use SELECT, or in a C# cell: ((NpgsqlConnection)await lab.Postgres.OpenAsync()).BeginTextExport(\"copy …\")"
            : null;
    }

    public override string InsteadOfParameters(SqlStatement statement) => statement.FirstWord == "SET"
        ? "A function does the same and takes them: select set_config('name', :value, false)"
        : base.InsteadOfParameters(statement);

    public override Task<SqlCatalog> CatalogAsync(DbConnection connection, CancellationToken cancellationToken) =>
        PostgreSqlCatalog.ReadAsync((NpgsqlConnection)connection, cancellationToken);

    // Npgsql reads the types when it first connects, and so can't name those that were created since.
    private static string TypeName(NpgsqlDataReader reader, int column)
    {
        var name = reader.GetDataTypeName(column);
        if (name == "-.-") return UnknownType + reader.GetDataTypeOID(column).ToString(CultureInfo.InvariantCulture);
        return name.StartsWith("pg_catalog.", StringComparison.Ordinal) ? name["pg_catalog.".Length..] : name;
    }

    // 'relation "s.t" does not exist', 'column "c" does not exist', 'column o.c does not exist'
    private static string LastName(string message)
    {
        var words = message.Split(' ');
        return (words.Length > 1 ? words[1] : "").Trim('"').Split('.')[^1];
    }

    // The server counts characters.
    private static int Utf16Position(string text, int characters)
    {
        var at = 0;
        for (; characters > 0 && at < text.Length; characters--) at += char.IsHighSurrogate(text[at]) ? 2 : 1;
        return at;
    }

    // Npgsql splits what it sends at semicolons and knows BEGIN ATOMIC, but not a CASE within. In a string nothing is split.
    private static string Whole(string text)
    {
        if (!text.Contains(';', StringComparison.Ordinal) || !SqlLexer.Read(text, Lexical).Any(token => token.Is(text, ';'))) return text;
        var tag = "body";
        while (text.Contains($"${tag}", StringComparison.Ordinal)) tag += "_";
        return $"do ${tag}_outer$ begin execute ${tag}${text}${tag}$; end ${tag}_outer$";
    }

    private static List<string> Details(PostgresException e, string sent)
    {
        var details = new List<string>();
        if (!string.IsNullOrEmpty(e.Detail)) details.Add($"detail: {e.Detail}");
        if (!string.IsNullOrEmpty(e.Hint)) details.Add($"hint: {e.Hint}");
        if (e.InternalQuery == sent) return details;
        if (!string.IsNullOrEmpty(e.InternalQuery)) details.Add($"in the query: {e.InternalQuery}");
        if (!string.IsNullOrEmpty(e.Where)) details.Add($"context: {e.Where}");
        return details;
    }
}

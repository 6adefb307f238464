using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using StorageCourse.Cells.Sql;

namespace StorageCourse.Cells.MariaDb;

/// <summary>One or more statements. With parameters each is prepared; without, they go as text.</summary>
internal sealed class MariaDbCommand : DbCommand
{
    private readonly MariaDbParameterCollection parameters = [];

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; }

    protected override DbParameterCollection DbParameterCollection => parameters;

    protected override DbTransaction? DbTransaction { get; set; }

    private MariaDbConnection Open => (MariaDbConnection?)DbConnection ?? throw new InvalidOperationException("expected a connection, but the command has none");

    /// <summary>Cancels on the server what this command runs (KILL QUERY over another connection).</summary>
    public override void Cancel() => Open.KillQuery();

    public override int ExecuteNonQuery()
    {
        using var reader = ExecuteDbDataReader(CommandBehavior.Default);
        while (reader.NextResult())
        {
            // Runs them all.
        }

        return reader.RecordsAffected;
    }

    public override object? ExecuteScalar()
    {
        using var reader = ExecuteDbDataReader(CommandBehavior.Default);
        return reader.Read() ? reader.GetValue(0) : null;
    }

    public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => RunAsync(ExecuteNonQuery, cancellationToken);

    public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => RunAsync(ExecuteScalar, cancellationToken);

    public override void Prepare()
    {
        // Statements with parameters are prepared when they run; there is nothing to do ahead.
    }

    protected override DbParameter CreateDbParameter() => new MariaDbParameter();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => new MariaDbDataReader(Open, Statements(), behavior);

    protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        RunAsync(() => ExecuteDbDataReader(behavior), cancellationToken);

    /// <summary>Runs a blocking call on another thread; a cancellation cancels it on the server and then waits for its end.</summary>
    private async Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var running = Task.Run(call, CancellationToken.None);
        await using var cancelling = cancellationToken.Register(() => _ = Task.Run(Cancel));
        try
        {
            return await running;
        }
        catch (MariaDbException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("the statement was cancelled on the server", e, cancellationToken);
        }
    }

    private IReadOnlyList<(string Sql, IReadOnlyList<object?> Values)> Statements()
    {
        if (CommandType == CommandType.StoredProcedure)
        {
            var marks = string.Join(", ", parameters.All.Select(_ => "?"));
            return [($"call {CommandText}({marks})", [.. parameters.All.Select(one => one.Value)])];
        }

        if (parameters.Count == 0) return [(CommandText, [])];
        if (parameters.All.All(one => one.PlainName.Length == 0)) return [(CommandText, [.. parameters.All.Select(one => one.Value)])];
        return [.. SqlSplitter.Split(CommandText, SqlSyntax.MySql).Select(Named)];
    }

    // @name is also how the server calls its own variables: it is a placeholder only where there is such a parameter.
    private (string Sql, IReadOnlyList<object?> Values) Named(SqlStatement statement)
    {
        var sql = new StringBuilder();
        var values = new List<object?>();
        var (text, tokens) = (statement.Text, statement.Tokens);
        for (var i = 0; i < tokens.Count; i++)
        {
            var isName = tokens[i].Is(text, '@') && i + 1 < tokens.Count && tokens[i + 1].Kind == SqlTokenKind.Word && (i == 0 || !tokens[i - 1].Is(text, '@'));
            var parameter = isName ? parameters.IndexOf(tokens[i + 1].In(text).ToString()) : -1;
            if (parameter < 0)
            {
                sql.Append(tokens[i].In(text));
                continue;
            }

            sql.Append('?');
            values.Add(parameters.All[parameter].Value);
            i++;
        }

        return (sql.ToString(), values);
    }
}

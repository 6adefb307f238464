using System.Data.Common;
using System.Globalization;
using System.Text;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Sql;

/// <summary>One run of one cell.</summary>
internal sealed class SqlCell(SqlDialect dialect, SqlSession session, DbConnection connection, CellSubmission submission, CellOutput output)
{
    private readonly LineCounter lines = new(submission.TextInCell);

    /// <summary>How many rows of each result set are shown.</summary>
    public required int Show { get; init; }

    /// <summary>How many rows of each result set are kept as C# values.</summary>
    public required int Keep { get; init; }

    /// <summary>What the database has, asked over another connection: this one's transaction has failed.</summary>
    public required Func<CancellationToken, Task<SqlCatalog>> Catalog { get; init; }

    /// <summary>Runs the statements up to the first that fails.</summary>
    /// <returns>The last result set, if any.</returns>
    public async Task<SqlResultSet?> RunAsync(IReadOnlyList<SqlStatement> statements, IHost host, CancellationToken cancellationToken)
    {
        SqlResultSet? last = null;
        for (var i = 0; i < statements.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var statement = statements[i];
            var where = statements.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{dialect.Unit} {i + 1} of {statements.Count}, ");
            if (dialect.WhyNot(statement) is { } reason) throw Refused("NotInACell", reason, where, statement);
            var sql = SqlBinder.Bind(statement, host, dialect.Placeholder);
            if (sql.Parameters.Count > 0 && !dialect.TakesParameters(statement))
            {
                throw Refused("NoParameters",
                    $"{SqlTag.Of(statement)} takes no parameters, but :{sql.Parameters[0].Name} is a C# variable. {dialect.InsteadOfParameters(statement)}",
                    where, statement);
            }

            for (var time = 0; time < statement.Times; time++) last = await RunAsync(statement, sql, where, cancellationToken) ?? last;
        }

        return last;
    }

    private async Task<SqlResultSet?> RunAsync(SqlStatement statement, BoundSql sql, string where, CancellationToken cancellationToken)
    {
        await using var command = dialect.CreateCommand(connection, sql);
        try
        {
            // Not on this thread: a driver may begin by waiting.
            var running = Task.Run(() => ReadAsync(command, statement, cancellationToken), CancellationToken.None);
            return await session.WaitAsync(command, running, cancellationToken);
        }
        catch (Exception e) when (e is not CellException)
        {
            var failure = dialect.Describe(e, sql.Text);
            if (cancellationToken.IsCancellationRequested && (e is OperationCanceledException || failure.IsCancelled))
                throw new OperationCanceledException("the statement was cancelled on the server", e, cancellationToken);
            if (failure.IsLost || !session.IsOpen) session.Abandon();
            throw await FailedAsync(failure, statement, sql, where, e, cancellationToken);
        }
    }

    private async Task<SqlResultSet?> ReadAsync(DbCommand command, SqlStatement statement, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var results = new List<SqlResultSet>();
        await dialect.PrepareAsync(command, CancellationToken.None);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        int affected;
        try
        {
            do
            {
                if (reader.FieldCount == 0) continue;
                results.Add(await SqlResultSet.ReadAsync(reader, dialect, Show, Keep, started, cancellationToken));
            }
            while (await reader.NextResultAsync(CancellationToken.None));
            // There is a driver that uses a closed reader again, for the warnings.
            affected = reader.RecordsAffected;
            await reader.CloseAsync();
        }
        catch (DbException)
        {
            // What came whole before the error stands.
            foreach (var result in results) output.Display(result.ToBundle(""));
            throw;
        }

        var elapsed = TimeProvider.System.GetElapsedTime(started);
        var tag = dialect.Tag(statement, affected, results.Count > 0);
        SqlResultSet? last = null;
        foreach (var result in results)
        {
            last = result with { Columns = await dialect.NameTypesAsync(connection, result.Columns) };
            output.Display(last.ToBundle(tag));
        }

        if (last is null) output.Tag($"{tag} · {Duration.Format(elapsed)}");
        return last;
    }

    private CellException Refused(string name, string message, string where, SqlStatement statement) =>
        new(name, Located(message, where, statement.Start));

    private async Task<CellException> FailedAsync(SqlFailure failure, SqlStatement statement, BoundSql sql, string where, Exception exception, CancellationToken cancellationToken)
    {
        var sent = failure.Position ?? (failure.Line is { } line ? LineCounter.StartOf(sql.Text, line) : null);
        var position = sent is { } at ? statement.Start + Math.Clamp(sql.WrittenPosition(at), 0, statement.Text.Length) : statement.Start;
        var message = new StringBuilder(failure.IsLost
            ? $"the connection to {dialect.Title} broke while the statement ran, and with it went the session's transaction, temporary tables and settings: {failure.Message}"
            : failure.Message);
        foreach (var detail in failure.Details ?? []) message.Append('\n').Append(detail);
        var help = failure.IsLost
            ? SqlSession.HowToGoOn(dialect.Store)
            : dialect.HelpFor(failure, statement, sql)
              ?? (dialect.Unknown(failure) is { } unknown && failure.Details?.Any(detail => detail.StartsWith("hint:", StringComparison.Ordinal)) != true ? SqlNames.Help(unknown, await Catalog(cancellationToken), statement.Text) : null);
        if (help is not null) message.Append("\nhelp: ").Append(help);
        var located = Located(message.ToString(), where, position, pointed: failure.Position is not null);
        return new(failure.Code, located, inner: exception);
    }

    /// <summary>The message's first line, then the line of the cell with a mark under the place, then the rest.</summary>
    private string Located(string message, string where, int position, bool pointed = false)
    {
        var end = message.IndexOf('\n', StringComparison.Ordinal);
        var (first, rest) = end < 0 ? (message, "") : (message[..end], message[end..]);
        var label = string.Create(CultureInfo.InvariantCulture, $"{where}line {lines.LineAt(position)}: ");
        var mark = pointed ? "\n" + new string(' ', label.Length + lines.ColumnAt(position) - 1) + "^" : "";
        return $"{first}\n{label}{lines.LineTextAt(position)}{mark}{rest}";
    }
}

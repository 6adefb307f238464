using System.Data.Common;
using Npgsql;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.Sql;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Tests.Stores.Sql;

/// <summary>
/// The dialect of #!mssql cells with a real PostgreSQL behind it: what cells ask of it and of a DbConnection is exercised, where no SQL Server
/// runs. Errors come with SQL Server's numbers and line numbers.
/// </summary>
internal sealed class RelayDialect : SqlServerDialect
{
    public override async Task<DbConnection> OpenAsync(StoreEndpoint endpoint, CancellationToken cancellationToken) =>
        await PostgreSqlConnections.OpenAsync(endpoint, pooling: false, cancellationToken);

    public override void OnNotice(DbConnection connection, Action<string> notice) =>
        ((NpgsqlConnection)connection).Notice += (_, sent) => notice(sent.Notice.MessageText);

    public override SqlFailure Describe(Exception exception, string sent)
    {
        if (exception is not PostgresException error)
            return exception is NpgsqlException ? Describe([new(0, 0, 20, 0, "", exception.Message)], sent) : base.Describe(exception, sent);
        var (number, severity) = error.SqlState switch
        {
            "42P01" => (208, 16),
            "42703" => (207, 16),
            "22012" => (8134, 16),
            "57014" => (0, 11),
            "57P01" => (596, 21),
            _ => (50000, 16),
        };
        var line = error.Position > 0 && error.Position <= sent.Length ? sent.AsSpan(0, error.Position - 1).Count('\n') + 1 : 0;
        return Describe([new(number, 7, severity, line, "", error.MessageText), new(3621, 0, 0, line, "", "The statement has been terminated.")], sent);
    }
}

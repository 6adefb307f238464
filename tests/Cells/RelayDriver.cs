using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace StorageCourse.Tests.Cells;

/// <summary>
/// A driver for #!mssql cells behind which a real PostgreSQL answers: what the cells ask of a driver and of a DbConnection is exercised, where no
/// SQL Server runs. Its errors come with SQL Server's numbers and line numbers.
/// </summary>
internal sealed class RelayDriver : IMsSqlDriver
{
    private NpgsqlCommand? last;

    public DbConnection Create(string connectionString) => new RelayConnection(this) { ConnectionString = connectionString };

    public void OnMessage(DbConnection connection, Action<MsSqlMessage> message) =>
        ((RelayConnection)connection).Inner!.Notice += (_, sent) => message(new(0, 1, 0, 1, "", sent.Notice.MessageText));

    public IReadOnlyList<MsSqlMessage> Errors(Exception exception)
    {
        if (exception is not PostgresException error) return exception is NpgsqlException lost ? [new(0, 0, 20, 0, "", lost.Message)] : [];
        var (number, severity) = error.SqlState switch
        {
            "42P01" => (208, 16),
            "42703" => (207, 16),
            "22012" => (8134, 16),
            "57014" => (0, 11),
            "57P01" => (596, 21),
            _ => (50000, 16),
        };
        var text = last?.CommandText ?? "";
        var line = error.Position > 0 && error.Position <= text.Length ? text.AsSpan(0, error.Position - 1).Count('\n') + 1 : 0;
        return [new(number, 7, severity, line, "", error.MessageText), new(3621, 0, 0, line, "", "The statement has been terminated.")];
    }

    public Task BulkCopyAsync(DbConnection connection, string table, DataTable rows, CancellationToken cancellationToken) => throw new NotSupportedException("no table is loaded over the relay");

    private sealed class RelayConnection(RelayDriver driver) : DbConnection
    {
        private string connectionString = "";

        public NpgsqlConnection? Inner { get; private set; }

        [AllowNull]
        public override string ConnectionString
        {
            get => connectionString;
            set => connectionString = value ?? "";
        }

        public override string Database => Inner!.Database;

        public override string DataSource => Inner!.DataSource;

        public override string ServerVersion => Inner!.ServerVersion;

        public override ConnectionState State => Inner?.State ?? ConnectionState.Closed;

        public override void Open() => OpenAsync(CancellationToken.None).GetAwaiter().GetResult();

        public override async Task OpenAsync(CancellationToken cancellationToken)
        {
            var said = new DbConnectionStringBuilder { ConnectionString = connectionString };
            var server = ((string)said["Server"]).Split(',');
            Inner = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
            {
                Host = server[0], Port = int.Parse(server[1], CultureInfo.InvariantCulture),
                Username = (string)said["User ID"], Password = (string)said["Password"], Database = (string)said["Database"], Pooling = false,
            }.ConnectionString);
            await Inner.OpenAsync(cancellationToken);
        }

        public override void Close() => Inner?.Close();

        public override void ChangeDatabase(string databaseName) => throw new NotSupportedException("a cell says USE");

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => throw new NotSupportedException("a cell says BEGIN TRAN");

        protected override DbCommand CreateDbCommand() => driver.last = Inner!.CreateCommand();

        protected override void Dispose(bool disposing)
        {
            if (disposing) Inner?.Dispose();
            base.Dispose(disposing);
        }
    }
}

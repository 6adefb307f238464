using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StorageCourse.Cells.MariaDb;

/// <summary>A connection to MariaDB or MySQL through MariaDB Connector/C: what cells and Dapper call of ADO.NET.</summary>
/// <remarks>Not pooled. One command at a time; <see cref="DbCommand.Cancel"/> may come from any thread.</remarks>
public sealed class MariaDbConnection : DbConnection
{
    private const int ConnectTimeoutSeconds = 5;
    private readonly DbConnectionStringBuilder settings = [];
    private MariaDbHandle? handle;
    private ConnectionState state;
    private string database = "";
    private int running;

    /// <param name="connectionString">Server=…;Port=…;User ID=…;Password=…;Database=…</param>
    public MariaDbConnection(string connectionString) => ConnectionString = connectionString;

    /// <inheritdoc/>
    [AllowNull]
    public override string ConnectionString
    {
        get => settings.ConnectionString;
        set
        {
            settings.ConnectionString = value;
            database = Setting("Database", "");
        }
    }

    /// <inheritdoc/>
    public override string Database => database;

    /// <inheritdoc/>
    public override string DataSource => $"{Setting("Server", "localhost")}:{Setting("Port", "3306")}";

    /// <inheritdoc/>
    public override string ServerVersion => Marshal.PtrToStringUTF8(MariaDbNative.ServerInfo(Handle)) ?? "";

    /// <inheritdoc/>
    public override ConnectionState State => state;

    /// <summary>The server's number of this connection, for KILL.</summary>
    public long ServerThread => (long)MariaDbNative.ThreadId(Handle).Value;

    internal MariaDbHandle Handle => handle ?? throw new InvalidOperationException("expected an open connection, but this one is closed");

    /// <inheritdoc/>
    public override void Open()
    {
        if (state == ConnectionState.Open) throw new InvalidOperationException("the connection is open already");
        var opening = MariaDbNative.Init(0);
        try
        {
            MariaDbNative.SetOption(opening, MariaDbNative.OptionConnectTimeout, (uint)ConnectTimeoutSeconds);
            MariaDbNative.SetOption(opening, MariaDbNative.OptionProtocol, MariaDbNative.ProtocolTcp);
            MariaDbNative.SetOption(opening, MariaDbNative.OptionLocalInfile, 0);
            MariaDbNative.SetOption(opening, MariaDbNative.OptionCharset, "utf8mb4");
            var connected = MariaDbNative.Connect(
                opening,
                Setting("Server", "localhost"),
                Setting("User ID", "root"),
                Setting("Password", ""),
                database.Length == 0 ? null : database,
                uint.Parse(Setting("Port", "3306"), CultureInfo.InvariantCulture),
                null,
                new(MariaDbNative.ClientMultiStatements | MariaDbNative.ClientMultiResults));
            if (connected == 0) throw MariaDbException.Of(opening);
            handle = opening;
            state = ConnectionState.Open;
        }
        finally
        {
            if (handle != opening) opening.Dispose();
        }
    }

    /// <inheritdoc/>
    public override Task OpenAsync(CancellationToken cancellationToken) => Task.Run(Open, CancellationToken.None).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public override void Close()
    {
        var closing = Interlocked.Exchange(ref handle, null);
        state = ConnectionState.Closed;
        if (closing is null) return;
        // A call that waits for the server would keep the handle alive as long as the server likes.
        if (Volatile.Read(ref running) > 0) MariaDbNative.Abort(closing);
        closing.Dispose();
    }

    /// <inheritdoc/>
    public override void ChangeDatabase(string databaseName)
    {
        if (MariaDbNative.SelectDatabase(Handle, databaseName) != 0) throw MariaDbException.Of(Handle);
        database = databaseName;
    }

    /// <summary>Asks the server for a sign of life.</summary>
    /// <exception cref="MariaDbException">It gives none.</exception>
    public void Ping() => Run(open => MariaDbNative.Ping(open) == 0 ? true : throw MariaDbException.Of(open));

    internal uint WarningCount => MariaDbNative.WarningCount(Handle);

    /// <summary>Calls the library; an error that ends the connection also closes it here.</summary>
    internal T Run<T>(Func<MariaDbHandle, T> call)
    {
        var open = Handle;
        Interlocked.Increment(ref running);
        try
        {
            return call(open);
        }
        catch (MariaDbException e) when (e.IsConnectionLost)
        {
            state = ConnectionState.Broken;
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref running);
        }
    }

    /// <summary>Cancels what runs on this connection, from another one.</summary>
    internal void KillQuery()
    {
        if (handle is not { IsClosed: false } open) return;
        using var other = new MariaDbConnection(ConnectionString) { database = "" };
        other.Open();
        using var kill = other.CreateCommand();
        kill.CommandText = string.Create(CultureInfo.InvariantCulture, $"kill query {MariaDbNative.ThreadId(open).Value}");
        kill.ExecuteNonQuery();
    }

    /// <inheritdoc/>
    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => new MariaDbTransaction(this, isolationLevel);

    /// <inheritdoc/>
    protected override DbCommand CreateDbCommand() => new MariaDbCommand { Connection = this };

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Close();
        base.Dispose(disposing);
    }

    private string Setting(string name, string otherwise) =>
        settings.TryGetValue(name, out var value) ? Convert.ToString(value, CultureInfo.InvariantCulture)! : otherwise;
}

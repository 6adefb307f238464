using System.Data.Common;
using System.Globalization;
using StorageCourse.Labs;
using StorageCourse.Labs.Containers;

namespace StorageCourse.Stores.SqlServer;

/// <summary>SQL Server, to which a lab is attached or which runs in a container; no native one is started.</summary>
internal sealed class SqlServerRecipe : IStoreRecipe
{
    public string Store => "mssql";

    public string PropertyName => "SqlServer";

    public IReadOnlyList<ContainerImage> Images { get; } = [new SqlServerContainer()];

    /// <summary>2017, of which the version is 14.0; 16.0 is 2022.</summary>
    public IReadOnlyDictionary<string, Version> Oldest { get; } = new Dictionary<string, Version> { ["sqlserver"] = new(14, 0) };

    public Task<(string Host, int Port)> AddressAsync(string connection, CancellationToken cancellationToken) => Task.FromResult((Parse(connection).Host, Parse(connection).Port));

    public async Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken)
    {
        var admin = Endpoint(connection);
        var name = SessionName.Current;
        await WithServerAsync(admin, async connected =>
        {
            admin = admin with { Version = ServerVersion.Parse(connected.ServerVersion) };
            var names = new List<string>();
            await using (var list = connected.CreateCommand())
            {
                list.CommandText = $"select name from sys.databases where name like '{SessionName.Prefix.Replace("_", "[_]", StringComparison.Ordinal)}%'";
                await using var reader = await list.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken)) names.Add(reader.GetString(0));
            }

            foreach (var dead in names.Where(SessionName.IsDead)) await DropAsync(connected, dead);
            await ExecuteAsync(connected, $"if db_id(N'{name}') is null create database [{name}]");
        }, cancellationToken);
        return new(admin with { Database = name }, () => WithServerAsync(admin, connected => DropAsync(connected, name), CancellationToken.None));
    }

    public async Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await SqlServerConnections.OpenAsync(endpoint, pooling: true, cancellationToken);
            return endpoint with { Version = ServerVersion.Parse(connection.ServerVersion) };
        }
        catch (DbException)
        {
            return null; // Whatever it says: the driver does not tell a server that starts from one that is not there.
        }
    }

    /// <summary>The server that a connection string names, with its master database and a version that nobody has asked for yet.</summary>
    /// <exception cref="FormatException">It names none. The message does not repeat the text, which may hold a password.</exception>
    internal static StoreEndpoint Endpoint(string connection)
    {
        var server = Parse(connection);
        return new("mssql", "sqlserver", new(), server.Host, server.Port, server.User, server.Password, "master") { UriOptions = Encryption(connection) };
    }

    /// <summary>Host and port: <c>Server=host,port</c> as SqlClient writes it, or an URI.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    internal static ConnectionText Parse(string connection)
    {
        var server = ConnectionText.Parse(connection, new("127.0.0.1", 1433, "sa", "", ""));
        var host = server.Host.StartsWith("tcp:", StringComparison.OrdinalIgnoreCase) ? server.Host["tcp:".Length..] : server.Host;
        if (host.Contains('\\', StringComparison.Ordinal)) throw new FormatException("expected a host and a port, as in Server=host,1433, got a named instance, whose port only SQL Server Browser knows");
        var parts = host.Split(',');
        if (parts.Length == 1) return server with { Host = host };
        return int.TryParse(parts[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var port)
            ? server with { Host = parts[0].Trim(), Port = port }
            : throw new FormatException("expected a number behind the comma, as in Server=host,1433");
    }

    /// <summary>What a connection string says of encryption, as the driver wants it; the course decides the rest.</summary>
    private static string Encryption(string connection)
    {
        if (connection.Contains("://", StringComparison.Ordinal)) return "";
        var said = new DbConnectionStringBuilder { ConnectionString = connection };
        var kept = new DbConnectionStringBuilder();
        foreach (var (key, name) in new[] { ("encrypt", "Encrypt"), ("trustservercertificate", "TrustServerCertificate"), ("trust server certificate", "TrustServerCertificate"), ("hostnameincertificate", "HostNameInCertificate"), ("host name in certificate", "HostNameInCertificate") })
            if (said.TryGetValue(key, out var value)) kept[name] = value;
        return kept.ConnectionString;
    }

    private static async Task WithServerAsync(StoreEndpoint admin, Func<DbConnection, Task> action, CancellationToken cancellationToken)
    {
        await using var connection = await SqlServerConnections.OpenAsync(admin, pooling: false, cancellationToken);
        await action(connection);
    }

    /// <summary>A database can't be dropped while anybody uses it, connections in a pool among them.</summary>
    private static Task DropAsync(DbConnection connection, string name) => ExecuteAsync(connection, $"""
        if db_id(N'{name}') is not null
        begin
            alter database [{name}] set single_user with rollback immediate;
            drop database [{name}];
        end
        """);

    private static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }
}

using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using StorageCourse.Labs;
using StorageCourse.Labs.Containers;
using StorageCourse.Platform;

namespace StorageCourse.Stores.MySql;

/// <summary>MariaDB, or a MySQL to which the lab is attached.</summary>
internal sealed class MySqlRecipe : INativeRecipe
{
    private const string User = "course";
    private const string Database = "course";

    public string Store => "mysql";

    public string PropertyName => "MySql";

    public IReadOnlyList<ContainerImage> Images { get; } = [new MariaDbContainer(), new MySqlContainer()];

    public IReadOnlyDictionary<string, Version> Oldest { get; } = new Dictionary<string, Version> { ["mariadb"] = new(10, 6), ["mysql"] = new(8, 0) };

    public string Packages => "mariadb-server";

    public string ServerUser => "mysql";

    // A small redo log is quickly made and copied; the server sets it to its real size when it starts.
    public string Initialization => "--no-defaults --auth-root-authentication-method=normal --skip-test-db --skip-name-resolve --innodb-log-file-size=4M";

    public Signal StopSignal => Signal.Terminate;

    public Signal DiscardSignal => Signal.Kill;

    public string? FindBinary() => ExecutablePath.Find("mariadb-install-db") is null ? null : ExecutablePath.Find("mariadbd");

    public async Task InitializeAsync(string binary, ServerFolder folder, CancellationToken cancellationToken)
    {
        // The accounts without a password that every new data folder has.
        var extra = await folder.WriteAsync("create.sql", $"delete from mysql.global_priv where User <> 'mariadb.sys';\ncreate database {Database};\n", cancellationToken);
        await folder.RunAsync([ExecutablePath.Find("mariadb-install-db")!, .. Initialization.Split(' '), $"--datadir={folder.Data}", $"--extra-file={extra}"], cancellationToken);
    }

    public async Task<IReadOnlyList<string>> PrepareAsync(string binary, ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        List<string> command =
        [
            // As Debian's and the image's packages are configured, not as compiled (latin1).
            binary, "--no-defaults", "--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--skip-name-resolve",
            $"--datadir={folder.Data}", $"--socket={SocketOf(folder)}", $"--pid-file={Path.Combine(folder.Root, "pid")}",
            "--bind-address=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--port={start.Port}"),
        ];
        if (start.IsFirst)
        {
            // A hash, so that no log holds the password.
            var users = $"create user '{User}'@'%' identified by password '{NativePasswordHash(start.Password)}';\ngrant all privileges on *.* to '{User}'@'%' with grant option;\n";
            command.Add($"--init-file={await folder.WriteAsync("users.sql", users, cancellationToken)}");
        }

        command.AddRange(start.Settings.Select(setting => $"--{setting.Key}={setting.Value}"));
        return command;
    }

    public async Task<StoreEndpoint?> TryReachAsync(ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        // By its socket in its own folder: at the port somebody else may have been faster to listen. It is there when the port is.
        if (await ReadHandshakeAsync(new UnixDomainSocketEndPoint(SocketOf(folder)), cancellationToken) is not { } version) return null;
        File.Delete(Path.Combine(folder.Root, "users.sql"));
        return new(Store, Flavor(version), ServerVersion.Parse(version), "127.0.0.1", start.Port, User, start.Password, Database);
    }

    public void GuardLeftovers(ServerFolder folder, int processId)
    {
        // All that it has lies in its folder.
    }

    public Task<(string Host, int Port)> AddressAsync(string connection, CancellationToken cancellationToken) => Task.FromResult((Parse(connection).Host, Parse(connection).Port));

    public async Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken)
    {
        var server = Parse(connection);
        var version = await ReadHandshakeAsync(new DnsEndPoint(server.Host, server.Port), cancellationToken)
            ?? throw new InvalidOperationException($"expected a MariaDB or MySQL server at {server.Host}:{server.Port}, but none answers");
        var name = SessionName.Current;
        var admin = new StoreEndpoint(Store, Flavor(version), ServerVersion.Parse(version), server.Host, server.Port, server.User, server.Password, "information_schema");
        await WithServerAsync(admin, async connected =>
        {
            var names = new List<string>();
            await using (var list = connected.CreateCommand())
            {
                list.CommandText = $"select schema_name from information_schema.schemata where schema_name like '{SessionName.Prefix}%'";
                await using var reader = await list.ExecuteReaderAsync(cancellationToken);
                while (await reader.ReadAsync(cancellationToken)) names.Add(reader.GetString(0));
            }

            foreach (var dead in names.Where(SessionName.IsDead)) await ExecuteAsync(connected, $"drop database if exists `{dead}`");
            await ExecuteAsync(connected, $"create database if not exists `{name}` character set utf8mb4");
        }, cancellationToken);
        return new(admin with { Database = name }, () => WithServerAsync(admin, connected => ExecuteAsync(connected, $"drop database if exists `{name}`"), CancellationToken.None));
    }

    public async Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (await ReadHandshakeAsync(new DnsEndPoint(endpoint.Host, endpoint.Port), cancellationToken) is not { } version) return null;
        var reached = endpoint with { Flavor = Flavor(version), Version = ServerVersion.Parse(version) };
        try
        {
            await using var connection = await MySqlConnections.OpenAsync(reached, forCells: false, cancellationToken);
            return reached;
        }
        // All but a refusal of the user: while it starts it takes connections and drops them.
        catch (DbException error) when (error.SqlState is not "28000")
        {
            return null;
        }
    }

    /// <summary>"mariadb" or "mysql", by the version that a server reports.</summary>
    internal static string Flavor(string version) => version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? "mariadb" : "mysql";

    private static async Task WithServerAsync(StoreEndpoint admin, Func<DbConnection, Task> action, CancellationToken cancellationToken)
    {
        await using var connection = await MySqlConnections.OpenAsync(admin, forCells: false, cancellationToken);
        await action(connection);
    }

    private static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = statement;
        await command.ExecuteNonQueryAsync();
    }

    private static string SocketOf(ServerFolder folder) => Path.Combine(folder.Root, "socket");

    /// <summary>The version in the server's first packet, sent when it takes connections (Protocol::HandshakeV10); null before that.</summary>
    private static async Task<string?> ReadHandshakeAsync(EndPoint server, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = server is UnixDomainSocketEndPoint
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server, cancellationToken);
            await using var stream = new NetworkStream(socket);
            var header = new byte[4];
            await stream.ReadExactlyAsync(header, cancellationToken);
            var body = new byte[header[0] | header[1] << 8 | header[2] << 16];
            await stream.ReadExactlyAsync(body, cancellationToken);
            if (body is not [10, ..]) return null;
            var version = Encoding.ASCII.GetString(body, 1, Array.IndexOf(body, (byte)0, 1) - 1);
            // MariaDB's replication-safe prefix.
            return version.StartsWith("5.5.5-", StringComparison.Ordinal) ? version["5.5.5-".Length..] : version;
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>What mysql_native_password stores: SHA-1 twice.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The protocol's own hash, of a random password on loopback.")]
    private static string NativePasswordHash(string password) => "*" + Convert.ToHexString(SHA1.HashData(SHA1.HashData(Encoding.ASCII.GetBytes(password))));

    private static ConnectionText Parse(string connection) => ConnectionText.Parse(connection, new("127.0.0.1", 3306, "root", "", ""));
}

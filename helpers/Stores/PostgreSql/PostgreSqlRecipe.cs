using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using StorageCourse.Labs;
using StorageCourse.Labs.Containers;
using StorageCourse.Platform;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>PostgreSQL.</summary>
internal sealed class PostgreSqlRecipe : INativeRecipe
{
    private const string User = "course";
    private const string Database = "course";

    public string Store => "postgres";

    public string PropertyName => "Postgres";

    public IReadOnlyList<ContainerImage> Images { get; } = [new PostgreSqlContainer()];

    public IReadOnlyDictionary<string, Version> Oldest { get; } = new Dictionary<string, Version> { ["postgresql"] = new(13, 0) };

    public string Packages => "postgresql";

    public string ServerUser => "postgres";

    // Passwords are asked for on TCP; the socket lies in a private folder and asks for none. UTF-8, and one collation on every machine.
    // --no-sync belongs to initdb alone: the server itself runs with fsync = on.
    public string Initialization => "--username=course --auth-host=scram-sha-256 --auth-local=trust --encoding=UTF8 --locale=C.UTF-8 --no-instructions --no-sync";

    // "Fast": roll back what is open, write a checkpoint, end.
    public Signal StopSignal => Signal.Interrupt;

    // "Immediate": no checkpoint, but shared memory is removed.
    public Signal DiscardSignal => Signal.Quit;

    public string? FindBinary()
    {
        // Debian keeps servers of several versions side by side, none of them in PATH.
        const string debian = "/usr/lib/postgresql";
        var newest = Directory.Exists(debian)
            ? Directory.GetDirectories(debian)
                .Select(folder => (Major: int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0, Path: Path.Combine(folder, "bin", "postgres")))
                .Where(server => server.Major >= 13 && File.Exists(server.Path) && File.Exists(InitDb(server.Path)))
                .OrderByDescending(server => server.Major).Select(server => server.Path).FirstOrDefault()
            : null;
        return newest ?? ExecutablePath.Find("postgres");
    }

    public async Task InitializeAsync(string binary, ServerFolder folder, CancellationToken cancellationToken)
    {
        await folder.RunAsync([InitDb(binary), "-D", folder.Data, .. Initialization.Split(' ')], cancellationToken);
        var create = await folder.WriteAsync("create.sql", $"create database {Database}", cancellationToken);
        await folder.RunAsync(["sh", "-c", """exec "$1" --single -F -D "$2" postgres <"$3" """, "sh", binary, folder.Data, create], cancellationToken);
    }

    public Task<IReadOnlyList<string>> PrepareAsync(string binary, ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        List<string> command =
        [
            binary, "-D", folder.Data, "-k", folder.Root, "-p", start.Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1",
        ];
        foreach (var (name, value) in start.Settings) command.AddRange(["-c", $"{name}={value}"]);
        return Task.FromResult<IReadOnlyList<string>>(command);
    }

    public async Task<StoreEndpoint?> TryReachAsync(ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder.Root, string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{start.Port}"));
        if (!File.Exists(path)) return null;
        // The verifier instead of the password, so that no log and no pg_stat_statements ever holds the password.
        var query = start.IsFirst ? $"set log_statement = 'none'; alter role {User} password '{ScramVerifier(start.Password)}'" : "select 1";
        var version = await PostgreSqlProbe.RunAsync(new UnixDomainSocketEndPoint(path), User, Database, query, cancellationToken);
        return version is null ? null : new(Store, "postgresql", ServerVersion.Parse(version), "127.0.0.1", start.Port, User, start.Password, Database);
    }

    public void GuardLeftovers(ServerFolder folder, int processId)
    {
        // Line 7 of postmaster.pid: key and id of the System V segment by which a second postmaster is kept out.
        var pidFile = Path.Combine(folder.Data, "postmaster.pid");
        if (File.ReadLines(pidFile).ElementAtOrDefault(6)?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var id])
            ProcessGuard.RemoveSharedMemory(int.Parse(id, CultureInfo.InvariantCulture));
        // The control segment of dynamic shared memory.
        var maps = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/maps");
        if (!File.Exists(maps)) return;
        foreach (var line in File.ReadLines(maps))
            if (line.IndexOf("/dev/shm/PostgreSQL.", StringComparison.Ordinal) is >= 0 and var at)
                ProcessGuard.RemoveFile(line[at..].Split(' ')[0]);
    }

    public Task<(string Host, int Port)> AddressAsync(string connection, CancellationToken cancellationToken) => Task.FromResult((Parse(connection).Host, Parse(connection).Port));

    public async Task<AttachedDatabase> AttachAsync(string connection, CancellationToken cancellationToken)
    {
        var server = Parse(connection);
        var name = SessionName.Current;
        var version = await WithServerAsync(server, async admin =>
        {
            await using (var list = new NpgsqlCommand($"select datname from pg_database where datname like '{SessionName.Prefix}%'", admin))
            {
                var names = new List<string>();
                await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
                    while (await reader.ReadAsync(cancellationToken)) names.Add(reader.GetString(0));
                foreach (var dead in names.Where(SessionName.IsDead)) await DropAsync(admin, dead);
                if (!names.Contains(name)) await ExecuteAsync(admin, $"create database \"{name}\"");
            }

            return admin.PostgreSqlVersion;
        }, cancellationToken);
        var endpoint = new StoreEndpoint(Store, "postgresql", version, server.Host, server.Port, server.User, server.Password, name);
        return new(endpoint, () => WithServerAsync(server, async admin => await DropAsync(admin, name), CancellationToken.None));
    }

    public async Task<StoreEndpoint?> TryReachAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await WithServerAsync(
                new(endpoint.Host, endpoint.Port, endpoint.User, endpoint.Password, endpoint.Database),
                admin => Task.FromResult(endpoint with { Version = admin.PostgreSqlVersion }), cancellationToken);
        }
        // 57P03: the database system is starting up.
        catch (NpgsqlException error) when (error is not PostgresException || error.SqlState == PostgresErrorCodes.CannotConnectNow)
        {
            return null;
        }
    }

    private static async Task<T> WithServerAsync<T>(ConnectionText server, Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = server.Host, Port = server.Port, Username = server.User, Password = server.Password, Database = server.Database, Pooling = false,
        }.ConnectionString);
        await admin.OpenAsync(cancellationToken);
        return await action(admin);
    }

    private static Task<int> DropAsync(NpgsqlConnection admin, string name) => ExecuteAsync(admin, $"drop database if exists \"{name}\" with (force)");

    private static async Task<int> ExecuteAsync(NpgsqlConnection admin, string statement)
    {
        await using var command = new NpgsqlCommand(statement, admin);
        return await command.ExecuteNonQueryAsync();
    }

    private static string InitDb(string binary) => Path.Combine(Path.GetDirectoryName(binary)!, "initdb");

    /// <summary>What PostgreSQL stores of a password (RFC 5803, with RFC 7677's hash).</summary>
    private static string ScramVerifier(string password)
    {
        const int iterations = 4096;
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, 32);
        var storedKey = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(storedKey)}:{Convert.ToBase64String(serverKey)}";
    }

    private static ConnectionText Parse(string connection) => ConnectionText.Parse(connection, new("127.0.0.1", 5432, "postgres", "", "postgres"));
}

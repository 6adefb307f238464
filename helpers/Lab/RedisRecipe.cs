using System.Globalization;
using System.Net.Sockets;
using System.Text;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>Redis.</summary>
internal sealed class RedisRecipe : IStoreRecipe
{
    public string Store => "redis";

    public IReadOnlyDictionary<string, Version> Oldest { get; } = new Dictionary<string, Version> { ["redis"] = new(6, 2) };

    public string Packages => "redis-server";

    public string ServerUser => "redis";

    public string Initialization => "";

    public Signal StopSignal => Signal.Terminate;

    public Signal DiscardSignal => Signal.Kill;

    public string? FindBinary() => ExecutablePath.Find("redis-server");

    public Task InitializeAsync(string binary, ServerFolder folder, CancellationToken cancellationToken)
    {
        folder.MakeFolder("data");
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> PrepareAsync(string binary, ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        // Once only: CONFIG REWRITE may have changed the file since.
        if (start.IsFirst)
        {
            var lines = new StringBuilder()
                .Append(CultureInfo.InvariantCulture, $"bind 127.0.0.1\nport {start.Port}\nrequirepass {start.Password}\ndir {Quote(folder.Data)}\n");
            foreach (var (name, value) in start.Settings) lines.Append(name).Append(' ').Append(value).Append('\n');
            await folder.WriteAsync("redis.conf", lines.ToString(), cancellationToken);
        }

        return [binary, Path.Combine(folder.Root, "redis.conf")];
    }

    public async Task<StoreEndpoint?> TryReachAsync(ServerFolder folder, NativeStart start, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", start.Port, cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {start.Password}\r\nPING\r\nINFO server\r\n"), cancellationToken);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (line.StartsWith("-LOADING", StringComparison.Ordinal)) return null;
                if (line.StartsWith('-')) throw new InvalidOperationException($"Redis refused to be set up: {line}");
                if (line.StartsWith("redis_version:", StringComparison.Ordinal))
                    return new(Store, "redis", ServerVersion.Parse(line), "127.0.0.1", start.Port, "default", start.Password, "0");
            }
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            // It does not listen yet.
        }

        return null;
    }

    public void GuardLeftovers(ServerFolder folder, int processId)
    {
        // All that it has lies in its folder.
    }

    public Task<AttachedDatabase> AttachAsync(ConnectionText connection, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("attaching is not there yet");

    private static string Quote(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}

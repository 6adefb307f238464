using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace StorageCourse.Labs;

/// <summary>The few commands by which the lab looks after a Redis server, over RESP2. Cells have a client of their own.</summary>
internal sealed class RedisProbe : IAsyncDisposable
{
    private readonly TcpClient client;
    private readonly StreamReader reader;

    private RedisProbe(TcpClient connected)
    {
        client = connected;
        reader = new StreamReader(client.GetStream(), Encoding.Latin1);
    }

    /// <summary>Connects, and gives the password where there is one.</summary>
    /// <exception cref="SocketException">Nobody listens.</exception>
    public static async Task<RedisProbe> ConnectAsync(string host, int port, string user, string password, CancellationToken cancellationToken)
    {
        var connected = new TcpClient();
        try
        {
            await connected.ConnectAsync(host, port, cancellationToken);
            var probe = new RedisProbe(connected);
            if (password.Length > 0) await probe.SendAsync(cancellationToken, user is "" or "default" ? ["AUTH", password] : ["AUTH", user, password]);
            return probe;
        }
        catch
        {
            connected.Dispose();
            throw;
        }
    }

    /// <summary>One command and its reply: a string, or a number in digits; null for nil. Arrays are not asked for here.</summary>
    /// <exception cref="InvalidOperationException">The server's error.</exception>
    public async Task<string?> SendAsync(CancellationToken cancellationToken, params string[] command)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{command.Length}\r\n");
        foreach (var word in command) text.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken);
        var line = await reader.ReadLineAsync(cancellationToken) ?? throw new IOException("the server closed the connection");
        switch (line[0])
        {
            case '-':
                throw new InvalidOperationException(line[1..]);
            case '$' when line == "$-1":
                return null;
            case '$':
                var body = new char[int.Parse(line[1..], CultureInfo.InvariantCulture) + 2];
                await reader.ReadBlockAsync(body, cancellationToken);
                return new string(body[..^2]);
            default:
                return line[1..];
        }
    }

    /// <summary>A field of <c>INFO server</c>.</summary>
    public async Task<string?> InfoAsync(string field, CancellationToken cancellationToken) =>
        (await SendAsync(cancellationToken, "INFO", "server"))!.Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(field + ":", StringComparison.Ordinal))?[(field.Length + 1)..];

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        client.Dispose();
        return ValueTask.CompletedTask;
    }
}

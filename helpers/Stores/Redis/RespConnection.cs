using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace StorageCourse.Stores.Redis;

/// <summary>A connection to a Redis server. One user at a time; commands may be pipelined.</summary>
internal sealed class RespConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly RespReader reader;

    private RespConnection(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = new RespReader(stream);
    }

    /// <summary>The server's number of this connection (CLIENT ID).</summary>
    public long ClientId { get; private set; }

    /// <summary>Whether a call has failed half-way, so that nobody knows what would be read next.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether the server has closed its side, without a round trip.</summary>
    public bool IsClosedByServer => !reader.HasBuffered && socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    /// <summary>Called with what the server sends unasked (RESP3 pushes: invalidations of client-side caching, …).</summary>
    public Action<RespReply>? Push { get; set; }

    /// <summary>Connects, with RESP3 where the server speaks it.</summary>
    /// <exception cref="SocketException">Nobody answers.</exception>
    /// <exception cref="RespException">The server refuses.</exception>
    public static async Task<RespConnection> ConnectAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectTimeout);
        var opening = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connection = default(RespConnection);
        try
        {
            await opening.ConnectAsync(endpoint.Host, endpoint.Port, deadline.Token);
            connection = new RespConnection(opening);
            await connection.GreetAsync(endpoint, deadline.Token);
            return connection;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{endpoint.Host}:{endpoint.Port} did not answer within {ConnectTimeout.TotalSeconds:0} s", e);
        }
        finally
        {
            if (connection is null) opening.Dispose();
            else if (connection.ClientId == 0) connection.Dispose();
        }
    }

    /// <summary>Sends commands in one write.</summary>
    public async Task SendAsync(IEnumerable<IReadOnlyList<byte[]>> commands, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>(256);
        foreach (var command in commands) Write(bytes, command);
        IsBroken = true;
        await stream.WriteAsync(bytes.WrittenMemory, cancellationToken);
        IsBroken = false;
    }

    /// <summary>Reads the next reply; pushes are handed on and passed over.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    public async ValueTask<RespReply> ReceiveAsync(CancellationToken cancellationToken)
    {
        IsBroken = true;
        while (true)
        {
            var reply = await reader.ReadAsync(cancellationToken);
            if (reply.Kind != RespKind.Push)
            {
                IsBroken = false;
                return reply;
            }

            Push?.Invoke(reply);
        }
    }

    /// <summary>Sends one command and reads its reply.</summary>
    /// <exception cref="RespException">The reply is an error.</exception>
    public async Task<RespReply> CallAsync(CancellationToken cancellationToken, params string[] command)
    {
        await SendAsync([[.. command.Select(Encoding.UTF8.GetBytes)]], cancellationToken);
        var reply = await ReceiveAsync(cancellationToken);
        return reply.IsError ? throw new RespException(reply.Text) : reply;
    }

    public void Dispose() => stream.Dispose();

    private async Task GreetAsync(StoreEndpoint endpoint, CancellationToken cancellationToken)
    {
        string[] auth = endpoint.Password.Length == 0 ? [] : ["AUTH", endpoint.User.Length == 0 ? "default" : endpoint.User, endpoint.Password];
        try
        {
            var hello = await CallAsync(cancellationToken, ["HELLO", "3", .. auth]);
            ClientId = (long)hello.Pairs.First(pair => pair.Key.Text == "id").Value.Value!;
        }
        catch (RespException e) when (e.Message.Contains("unknown command", StringComparison.OrdinalIgnoreCase) || e.Code == "NOPROTO")
        {
            if (endpoint.Password.Length > 0) await CallAsync(cancellationToken, "AUTH", endpoint.Password);
            ClientId = (long)(await CallAsync(cancellationToken, "CLIENT", "ID")).Value!;
        }

        if (endpoint.Database is not ("" or "0")) await CallAsync(cancellationToken, "SELECT", endpoint.Database);
    }

    private static void Write(ArrayBufferWriter<byte> bytes, IReadOnlyList<byte[]> command)
    {
        Line(bytes, '*', command.Count);
        foreach (var argument in command)
        {
            Line(bytes, '$', argument.Length);
            bytes.Write(argument);
            bytes.Write("\r\n"u8);
        }
    }

    private static void Line(ArrayBufferWriter<byte> bytes, char type, int number)
    {
        var span = bytes.GetSpan(16);
        span[0] = (byte)type;
        number.TryFormat(span[1..], out var written, provider: CultureInfo.InvariantCulture);
        bytes.Advance(written + 1);
        bytes.Write("\r\n"u8);
    }
}

/// <summary>A Redis server replied with an error.</summary>
internal sealed class RespException(string message) : Exception(message)
{
    /// <summary>The error's first word: WRONGTYPE, NOAUTH, ERR, …</summary>
    public string Code => Message.Split(' ')[0];
}

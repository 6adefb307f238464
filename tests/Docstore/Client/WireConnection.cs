using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Commands;
using StorageCourse.Docstore.Wire;

namespace StorageCourse.Tests.Docstore.Client;

/// <summary>One connection to a server: authenticated, and used for one command at a time.</summary>
internal sealed class WireConnection : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly Stream stream;
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;
    private readonly BsonWriter writer = new();
    private int lastRequestId;

    private WireConnection(Socket socket, Stream stream)
    {
        this.socket = socket;
        this.stream = stream;
    }

    /// <summary>The server's answer to hello.</summary>
    public BsonDocument Hello { get; private set; } = [];

    /// <summary>False once it was left in the middle of a message.</summary>
    public bool IsUsable { get; private set; } = true;

    /// <summary>Whether the server has closed it.</summary>
    public bool IsStale => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    /// <summary>This connection's own logical session; null where the server has none. Whoever knows it can end what runs here.</summary>
    public BsonDocument? Session { get; private set; }

    public static async Task<WireConnection> OpenAsync(MongoUri uri, string host, int port, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(uri.ConnectTimeout);
        var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        WireConnection? connection = null;
        try
        {
            await tcp.ConnectAsync(host, port, deadline.Token);
            var plain = new NetworkStream(tcp, ownsSocket: true);
            connection = new(tcp, uri.Tls ? await SecureAsync(uri, host, plain, deadline.Token) : plain);
            await connection.GreetAsync(uri, deadline.Token);
            return connection;
        }
        catch (Exception error)
        {
            if (connection is not null) await connection.DisposeAsync();
            tcp.Dispose();
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException($"expected {host}:{port} to answer within {uri.ConnectTimeout.TotalSeconds:0.#} s", error);
            throw;
        }
    }

    /// <summary>Sends a command and returns the reply, which may be an error.</summary>
    /// <param name="database">The database to run it on.</param>
    /// <param name="command">The command; its fields are sent as they are, with <c>$db</c> and <c>lsid</c> after them.</param>
    /// <param name="session">The logical session, or null.</param>
    /// <param name="cancellationToken">Leaves the connection unusable where it has been sent.</param>
    public async Task<BsonDocument> RunAsync(string database, BsonDocument command, BsonDocument? session, CancellationToken cancellationToken)
    {
        IsUsable = false;
        var requestId = ++lastRequestId;
        Write(database, command, session, requestId);
        await stream.WriteAsync(writer.WrittenMemory, cancellationToken);
        var message = await ReadAsync(cancellationToken);
        var header = MessageHeader.Read(message);
        if (header.OpCode != OpCode.Message || header.ResponseTo != requestId)
            throw new WireException($"expected the answer to message {requestId} by OP_MSG, got one to {header.ResponseTo} by opcode {(int)header.OpCode}");
        var reply = OpMessage.Read(message).Body;
        IsUsable = true;
        return reply;
    }

    public async ValueTask DisposeAsync()
    {
        IsUsable = false;
        await stream.DisposeAsync();
        writer.Dispose();
    }

    private void Write(string database, BsonDocument command, BsonDocument? session, int requestId)
    {
        var whole = new BsonDocument(command) { { "$db", database } };
        if (session is not null) whole.Add("lsid", session);
        writer.Clear();
        new MessageHeader(0, requestId, 0, OpCode.Message).Write(writer);
        OpMessage.WritePrefix(writer);
        writer.WriteDocument(whole);
        writer.PatchInt32(0, writer.Position);
    }

    private static async Task<Stream> SecureAsync(MongoUri uri, string host, Stream inner, CancellationToken cancellationToken)
    {
        var secure = new SslStream(inner);
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (uri.TlsCertificateKeyFile is { } own) options.ClientCertificates = [X509Certificate2.CreateFromPemFile(own, own)];
        if (uri.TlsCaFile is { } file)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(file);
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        var forgiven = (uri.TlsAllowInvalidCertificates ? SslPolicyErrors.RemoteCertificateChainErrors : SslPolicyErrors.None) | (uri.TlsAllowInvalidHostnames ? SslPolicyErrors.RemoteCertificateNameMismatch : SslPolicyErrors.None);
        options.RemoteCertificateValidationCallback = (_, _, _, errors) => (errors & ~forgiven) == SslPolicyErrors.None;
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancellationToken);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync();
            throw;
        }
    }

    private async Task GreetAsync(MongoUri uri, CancellationToken cancellationToken)
    {
        var hello = new BsonDocument
        {
            { "hello", 1 },
            {
                "client", new BsonDocument
                {
                    { "application", new BsonDocument { { "name", uri.AppName } } },
                    { "driver", new BsonDocument { { "name", "storage-course" }, { "version", "1" } } },
                    { "os", new BsonDocument { { "type", RuntimeInformation.OSDescription } } },
                }
            },
        };
        var scram = uri.User is null ? null : new ScramClientConversation(uri.User, uri.Password);
        if (scram is not null) hello.Add("speculativeAuthenticate", SaslStart(scram, uri.AuthSource));
        Hello = await RunAsync("admin", hello, null, cancellationToken);
        ReplyError.ThrowIfFailed(Hello);
        if (scram is not null) await AuthenticateAsync(uri, scram, cancellationToken);
        if (Hello.Contains("logicalSessionTimeoutMinutes")) Session = new() { { "id", BsonValue.FromGuid(Guid.NewGuid()) } };
    }

    private async Task AuthenticateAsync(MongoUri uri, ScramClientConversation scram, CancellationToken cancellationToken)
    {
        // Older servers, and those where the user has no such credential, don't answer in advance: then it is asked again, and the error is theirs.
        var reply = Hello["speculativeAuthenticate"] is { Type: BsonType.Document } early ? early.AsDocument
            : await CheckedAsync(uri.AuthSource, SaslStart(scram, null), cancellationToken);
        reply = await CheckedAsync(uri.AuthSource, SaslContinue(reply, scram.Prove(Payload(reply))), cancellationToken);
        scram.Verify(Payload(reply));
        while (!reply["done"].IsTruthy) reply = await CheckedAsync(uri.AuthSource, SaslContinue(reply, []), cancellationToken);
    }

    private async Task<BsonDocument> CheckedAsync(string database, BsonDocument command, CancellationToken cancellationToken)
    {
        var reply = await RunAsync(database, command, null, cancellationToken);
        ReplyError.ThrowIfFailed(reply);
        return reply;
    }

    private static BsonDocument SaslStart(ScramClientConversation scram, string? database)
    {
        var message = new BsonDocument
        {
            { "saslStart", 1 },
            { "mechanism", "SCRAM-SHA-256" },
            { "payload", Binary(scram.Start()) },
            { "autoAuthorize", 1 },
            { "options", new BsonDocument { { "skipEmptyExchange", true } } },
        };
        if (database is not null) message.Add("db", database);
        return message;
    }

    private static BsonDocument SaslContinue(BsonDocument reply, byte[] payload) => new()
    {
        { "saslContinue", 1 },
        { "conversationId", reply["conversationId"] },
        { "payload", Binary(payload) },
    };

    private static BsonValue Binary(byte[] bytes) => BsonValue.FromBinary(new(0, bytes));

    private static byte[] Payload(BsonDocument reply) => reply["payload"].Type == BsonType.Binary ? reply["payload"].AsBinary.Bytes.ToArray()
        : throw MongoError.AuthenticationFailed("expected the server's SASL message to have a payload");

    private async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        while (end - start < MessageHeader.Size)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
            }

            var received = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            end += received > 0 ? received : throw new EndOfStreamException("the server closed the connection");
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(start));
        // Replies may be a little larger than requests: a batch of documents of 16 MiB with what stands around it.
        if (length is < MessageHeader.Size or > 2 * ServerIdentity.MaxMessageBytes) throw new WireException($"expected a message of at least {MessageHeader.Size} bytes, got {length}: this is no MongoDB server");
        var message = GC.AllocateUninitializedArray<byte>(length);
        var have = Math.Min(length, end - start);
        buffer.AsSpan(start, have).CopyTo(message);
        start += have;
        if (start == end) start = end = 0;
        await stream.ReadExactlyAsync(message.AsMemory(have), cancellationToken);
        return message;
    }
}

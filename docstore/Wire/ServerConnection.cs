using System.Net.Sockets;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Commands;

namespace StorageCourse.Docstore.Wire;

/// <summary>One client: reads a message, runs its command, writes the reply, over and over, on a thread of its own.</summary>
internal sealed class ServerConnection
{
    private const int StackBytes = 4 << 20;

    // A greater buffer is given back after its reply: a hundred idle clients shall not hold a hundred of them.
    private const int KeptBuffer = 1 << 20;
    private readonly Socket socket;
    private readonly Dispatcher dispatcher;
    private readonly ServerState server;
    private readonly ManualResetEventSlim mayRun;
    private readonly ConnectionState state;
    private readonly MessageReader reader;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private BsonWriter writer = new();
    private int lastRequestId;

    public ServerConnection(Socket socket, Dispatcher dispatcher, ServerState server, ManualResetEventSlim mayRun)
    {
        this.socket = socket;
        this.dispatcher = dispatcher;
        this.server = server;
        this.mayRun = mayRun;
        socket.NoDelay = true;
        reader = new(socket);
        state = new(server.OpenConnection(), socket.RemoteEndPoint?.ToString() ?? "") { IsAbandoned = IsAbandoned };
    }

    /// <summary>Ends when the client has been let go.</summary>
    public Task Ended => ended.Task;

    public void Start(Action whenEnded) => new Thread(() =>
    {
        try
        {
            Serve();
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
        {
            // The client has gone or sent what is no message; the other clients don't notice.
        }
        finally
        {
            socket.Dispose();
            writer.Dispose();
            server.CloseConnection();
            whenEnded();
            ended.SetResult();
        }
    }, StackBytes) { IsBackground = true, Name = $"docstore client {state.Id}" }.Start();

    /// <summary>Ends the connection from another thread: what reads or writes on it fails.</summary>
    public void Close()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The client was faster.
        }
    }

    private bool IsAbandoned()
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    private void Serve()
    {
        while (reader.Read() is { } message)
        {
            mayRun.Wait();
            var header = MessageHeader.Read(message);
            switch (header.OpCode)
            {
                case OpCode.Message:
                    AnswerMessage(header, message);
                    break;
                case OpCode.Query:
                    AnswerQuery(header, message);
                    break;
                default:
                    throw new WireException($"expected OP_MSG (2013), or OP_QUERY (2004) for the handshake, got opcode {(int)header.OpCode}");
            }
        }
    }

    private void AnswerMessage(MessageHeader header, byte[] message)
    {
        var flags = OpMessage.ReadFlags(message);
        var reply = Run(() =>
        {
            var body = OpMessage.Read(message).Body;
            return dispatcher.Run(state, DatabaseOf(body), body);
        });
        if (flags.HasFlag(OpMessageFlags.MoreToCome)) return;
        Send(header, OpCode.Message, reply);
    }

    private void AnswerQuery(MessageHeader header, byte[] message)
    {
        var reply = Run(() =>
        {
            var (database, command) = OpQuery.Read(message);
            var name = command.Count == 0 ? "" : command[0].Name;
            // As mongod since 5.1: the handshake alone. Authentication comes by OP_QUERY from some clients.
            return name is "hello" or "isMaster" or "ismaster" or "saslStart" or "saslContinue"
                ? dispatcher.Run(state, database, command)
                : Dispatcher.Failure(new(352, "UnsupportedOpQueryCommand", $"Unsupported OP_QUERY command: {name}. The client driver may require an upgrade."));
        });
        Send(header, OpCode.Reply, reply);
    }

    /// <summary>A document that is no BSON in a message that is one: the client is told, and may go on.</summary>
    private static BsonDocument Run(Func<BsonDocument> answer)
    {
        try
        {
            return answer();
        }
        catch (MongoError error)
        {
            return Dispatcher.Failure(error);
        }
    }

    private static string DatabaseOf(BsonDocument body) => body["$db"] is { Type: BsonType.String } name ? name.AsString
        : throw new MongoError(40571, "Location40571", "OP_MSG requests require a $db argument");

    private void Send(MessageHeader request, OpCode opCode, BsonDocument reply)
    {
        writer.Clear();
        new MessageHeader(0, ++lastRequestId, request.RequestId, opCode).Write(writer);
        if (opCode == OpCode.Message) OpMessage.WritePrefix(writer);
        else OpQuery.WriteReplyPrefix(writer);
        writer.WriteDocument(reply);
        writer.PatchInt32(0, writer.Position);
        for (var sent = 0; sent < writer.Position;) sent += socket.Send(writer.Written[sent..]);
        if (writer.Position <= KeptBuffer) return;
        writer.Dispose();
        writer = new();
    }
}

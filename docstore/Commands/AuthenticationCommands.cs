using StorageCourse.Docstore.Authentication;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>SCRAM-SHA-256 as MongoDB carries it: SASL messages in the commands saslStart and saslContinue.</summary>
internal static class AuthenticationCommands
{
    [Command("saslStart", BeforeAuthentication = true, Fields = "mechanism payload autoAuthorize options")]
    public static BsonDocument Start(CommandContext c) => Start(c, c.Body, c.DatabaseName);

    [Command("saslContinue", BeforeAuthentication = true, Fields = "conversationId payload")]
    public static BsonDocument Continue(CommandContext c)
    {
        var conversation = c.Connection.Conversation ?? throw new MongoError(17, "ProtocolError", "No SASL session state found");
        try
        {
            var answer = conversation.Continue(Payload(c.Body));
            if (conversation.IsAuthenticated) c.Connection.User = conversation.User;
            if (conversation.IsDone) c.Connection.Conversation = null;
            return Reply(answer, conversation.IsDone);
        }
        catch (MongoError)
        {
            c.Connection.Conversation = null;
            throw;
        }
    }

    [Command("logout", BeforeAuthentication = true)]
    public static BsonDocument LogOut(CommandContext c)
    {
        c.Connection.User = null;
        return [];
    }

    /// <summary>The first step within a handshake; null where it can't be taken.</summary>
    public static BsonDocument? TryStart(CommandContext c, BsonDocument start)
    {
        try
        {
            return Start(c, start, start["db"] is { Type: BsonType.String } database ? database.AsString : "admin");
        }
        catch (MongoError)
        {
            return null;
        }
    }

    private static BsonDocument Start(CommandContext c, BsonDocument start, string databaseName)
    {
        var mechanism = start["mechanism"] is { Type: BsonType.String } name ? name.AsString
            : throw MongoError.TypeMismatch("expected saslStart.mechanism to be a string");
        if (mechanism != "SCRAM-SHA-256")
            throw new MongoError(334, "MechanismUnavailable", $"docstore authenticates with SCRAM-SHA-256 alone, got {mechanism}: say authMechanism=SCRAM-SHA-256, or leave it out");
        var credential = c.Server.Credential ?? throw new MongoError(18, "AuthenticationFailed", "this server has no users");
        var skipsEmptyExchange = start["options"] is { Type: BsonType.Document } options && options.AsDocument["skipEmptyExchange"].IsTruthy;
        var conversation = new ScramServerConversation(credential, databaseName == "admin", skipsEmptyExchange);
        var answer = conversation.Start(Payload(start));
        c.Connection.Conversation = conversation;
        return Reply(answer, done: false);
    }

    private static byte[] Payload(BsonDocument message) => message["payload"] switch
    {
        { Type: BsonType.Binary } bytes => bytes.AsBinary.Bytes.ToArray(),
        var other => throw MongoError.TypeMismatch($"expected payload to be binary data, got {other.Type}"),
    };

    private static BsonDocument Reply(byte[] payload, bool done) => new()
    {
        { "conversationId", 1 },
        { "done", done },
        { "payload", BsonValue.FromBinary(new(0, payload)) },
    };
}

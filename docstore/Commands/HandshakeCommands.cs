using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>What a client asks first, and then every ten seconds.</summary>
internal static class HandshakeCommands
{
    /// <summary>Says what kind of server this is: a standalone one, so no <c>setName</c> and no <c>msg</c>. No <c>topologyVersion</c> either, so drivers poll instead of waiting for a stream.</summary>
    [Command("hello", BeforeAuthentication = true, TakesAnyField = true)]
    [Command("isMaster", BeforeAuthentication = true, TakesAnyField = true)]
    [Command("ismaster", BeforeAuthentication = true, TakesAnyField = true)]
    public static BsonDocument Hello(CommandContext c)
    {
        if (c.Body["client"] is { Type: BsonType.Document } client
            && client.AsDocument["application"] is { Type: BsonType.Document } application
            && application.AsDocument["name"] is { Type: BsonType.String } name)
            c.Connection.AppName = name.AsString;

        var reply = new BsonDocument
        {
            { c.CommandName == "hello" ? "isWritablePrimary" : "ismaster", true },
        };
        if (c.Body["helloOk"].IsTruthy) reply.Add("helloOk", true);
        reply.Add("maxBsonObjectSize", ServerIdentity.MaxDocumentBytes);
        reply.Add("maxMessageSizeBytes", ServerIdentity.MaxMessageBytes);
        reply.Add("maxWriteBatchSize", ServerIdentity.MaxWriteBatch);
        reply.Add("localTime", DateTime.UtcNow);
        reply.Add("logicalSessionTimeoutMinutes", ServerIdentity.SessionMinutes);
        reply.Add("connectionId", c.Connection.Id);
        reply.Add("minWireVersion", 0);
        reply.Add("maxWireVersion", ServerIdentity.MaxWireVersion);
        reply.Add("readOnly", false);

        if (c.Body["saslSupportedMechs"] is { Type: BsonType.String } user && c.Server.Credential is { } credential && user.AsString == $"admin.{credential.User}")
            reply.Add("saslSupportedMechs", new BsonArray { "SCRAM-SHA-256" });
        // The first message of an authentication travels with the handshake, which saves a round trip. Where it fails, the client begins anew with saslStart.
        if (c.Body["speculativeAuthenticate"] is { Type: BsonType.Document } first && AuthenticationCommands.TryStart(c, first.AsDocument) is { } answer)
            reply.Add("speculativeAuthenticate", answer);
        return reply;
    }

    [Command("ping", BeforeAuthentication = true)]
    public static BsonDocument Ping(CommandContext c) => [];
}

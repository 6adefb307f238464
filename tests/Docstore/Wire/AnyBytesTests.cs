using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Tests.Docstore.Client;
using StorageCourse.Docstore.Wire;
using static StorageCourse.Tests.Docstore.Wire.RawClient;

namespace StorageCourse.Tests.Docstore.Wire;

/// <summary>No bytes on the socket end the server.</summary>
public sealed class AnyBytesTests : IAsyncLifetime
{
    private MongoServer server = null!;

    public async ValueTask InitializeAsync() => server = await MongoServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Random_bytes_and_damaged_messages_harm_nobody_else()
    {
        byte[][] good =
        [
            OpMessage(1, 0, Body("""{"ping": 1, "$db": "admin"}""")),
            OpMessage(1, 0, Body("""{"insert": "c", "$db": "d"}"""), Sequence("documents", """{"_id": {"$oid": "0123456789abcdef01234567"}, "a": [1, {"b": "x"}]}""")),
            OpQuery(1, "admin.$cmd", """{"isMaster": 1, "speculativeAuthenticate": {"saslStart": 1, "mechanism": "SCRAM-SHA-256", "payload": {"$binary": {"base64": "biwsbj1hLHI9Yg==", "subType": "00"}}, "db": "admin"}}"""),
            OpMessage(1, 0, Body("""{"saslContinue": 1, "conversationId": 1, "payload": {"$binary": {"base64": "", "subType": "00"}}, "$db": "admin"}""")),
        ];
        var damaged =
            from message in Gen.Elements(good)
            from places in Gen.ArrayOf(Gen.Choose(0, message.Length - 1))
            from values in Gen.ArrayOf(Gen.Choose(0, 255))
            from length in Gen.Choose(0, message.Length)
            select Damage(message, places, values, length);
        var any = Gen.OneOf(Gen.ArrayOf(Gen.Choose(0, 255)).Select(bytes => bytes.Select(value => (byte)value).ToArray()), damaged);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(any.ToArbitrary(), bytes =>
        {
            using var client = new RawClient(server.Endpoint);
            try
            {
                client.Send(bytes);
                client.SendEnd();
                while (client.Receive() is not null)
                {
                }
            }
            catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
            {
                // The server was faster to close it than this side to write.
            }
        }));
        await using var normal = await WireClient.ConnectAsync(server.Uri, TestContext.Current.CancellationToken);
        (await normal.RunCommandAsync("admin", new() { { "connectionStatus", 1 } }, TestContext.Current.CancellationToken))["ok"].AsDouble.ShouldBe(1);
    }

    private static byte[] Damage(byte[] message, int[] places, int[] values, int length)
    {
        var bytes = message.ToArray();
        foreach (var (place, value) in places.Zip(values)) bytes[place] = (byte)value;
        return bytes[..length];
    }
}

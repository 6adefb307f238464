using StorageCourse.Docstore.Wire;
using static StorageCourse.Tests.Docstore.Wire.RawClient;

namespace StorageCourse.Tests.Docstore.Wire;

/// <summary>The protocol's messages, byte by byte.</summary>
public sealed class MessageTests : IAsyncLifetime
{
    private const string Ping = """{"ping": 1, "$db": "admin"}""";
    private MongoServer server = null!;

    public async ValueTask InitializeAsync() => server = await MongoServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public void A_command_by_op_msg_is_answered_by_op_msg_with_its_number_and_no_flags()
    {
        using var client = new RawClient(server.Endpoint);
        client.Send(OpMessage(7, 0, Body(Ping)));
        var reply = client.Receive().ShouldNotBeNull();
        (reply.ResponseTo, reply.OpCode, reply.Flags).ShouldBe((7, 2013, 0u));
        reply.Document.ToString().ShouldBe("""{"ok": 1.0}""");
    }

    [Fact]
    public void The_handshake_by_op_query_is_answered_by_op_reply_as_a_standalone_server_does()
    {
        using var client = new RawClient(server.Endpoint);
        client.Send(OpQuery(3, "admin.$cmd", """{"isMaster": 1, "helloOk": true, "backpressure": "2", "client": {"application": {"name": "x"}}, "compression": ["zlib"]}"""));
        var reply = client.Receive().ShouldNotBeNull();
        (reply.ResponseTo, reply.OpCode).ShouldBe((3, 1));
        var hello = reply.Document;
        hello["ismaster"].AsBoolean.ShouldBeTrue();
        hello["helloOk"].AsBoolean.ShouldBeTrue();
        hello["maxWireVersion"].AsInt32.ShouldBe(21);
        hello["maxBsonObjectSize"].AsInt32.ShouldBe(16_777_216);
        hello["maxMessageSizeBytes"].AsInt32.ShouldBe(48_000_000);
        hello["connectionId"].AsInt32.ShouldBePositive();
        foreach (var name in new[] { "setName", "hosts", "msg", "topologyVersion", "compression" }) hello.Contains(name).ShouldBeFalse(name);
    }

    [Fact]
    public void A_command_that_is_no_part_of_the_handshake_is_refused_by_op_query()
    {
        using var client = new RawClient(server.Endpoint);
        client.Send(OpQuery(1, "shop.$cmd", """{"find": "orders"}"""));
        client.Receive().ShouldNotBeNull().Document["code"].AsInt32.ShouldBe(352);
        client.Send(OpQuery(2, "admin.$cmd", """{"$query": {"hello": 1}, "$readPreference": {"mode": "primary"}}"""));
        client.Receive().ShouldNotBeNull().Document["isWritablePrimary"].AsBoolean.ShouldBeTrue();
    }

    [Fact]
    public void With_more_to_come_nothing_is_answered()
    {
        using var client = new RawClient(server.Endpoint);
        client.Send([.. OpMessage(1, 2, Body(Ping)), .. OpMessage(2, 0, Body(Ping))]);
        client.Receive().ShouldNotBeNull().ResponseTo.ShouldBe(2);
    }

    [Fact]
    public void A_checksum_is_verified_where_one_is_sent()
    {
        using var client = new RawClient(server.Endpoint);
        var message = OpMessage(1, 1, Body(Ping), new byte[4]);
        var checksum = Castagnoli(message.AsSpan(..^4));
        BitConverter.GetBytes(checksum).CopyTo(message, message.Length - 4);
        client.Send(message);
        client.Receive().ShouldNotBeNull().Document["ok"].AsDouble.ShouldBe(1);
        message[^1] ^= 1;
        client.Send(message);
        client.Receive().ShouldBeNull();
    }

    [Fact]
    public void The_checksum_is_crc_32c()
    {
        // RFC 3720, appendix B.4.
        global::StorageCourse.Docstore.Wire.OpMessage.Checksum(new byte[32]).ShouldBe(0x8a9136aau);
        global::StorageCourse.Docstore.Wire.OpMessage.Checksum([.. Enumerable.Range(0, 32).Select(i => (byte)i)]).ShouldBe(0x46dd794eu);
        global::StorageCourse.Docstore.Wire.OpMessage.Checksum("123456789"u8).ShouldBe(0xe3069283u);
    }

    [Fact]
    public void Sequences_become_arrays_of_the_command()
    {
        byte[] bytes = OpMessage(1, 0, Sequence("documents", """{"_id": 1}""", """{"_id": 2}"""), Body("""{"insert": "c", "$db": "d"}"""), Sequence("more"));
        var message = global::StorageCourse.Docstore.Wire.OpMessage.Read(bytes);
        message.Body.ToString().ShouldBe("""{"insert": "c", "$db": "d", "documents": [{"_id": 1}, {"_id": 2}], "more": []}""");
    }

    [Fact]
    public void A_document_that_is_no_bson_is_an_error_and_the_connection_goes_on()
    {
        using var client = new RawClient(server.Endpoint);
        var body = Body(Ping);
        body[5] = 0x77; // No type of BSON.
        client.Send(OpMessage(1, 0, body));
        client.Receive().ShouldNotBeNull().Document["codeName"].AsString.ShouldBe("InvalidBSON");
        client.Send(OpMessage(2, 0, Body("""{"ping": 1}""")));
        client.Receive().ShouldNotBeNull().Document["code"].AsInt32.ShouldBe(40571);
        client.Send(OpMessage(3, 0, Body(Ping)));
        client.Receive().ShouldNotBeNull().Document["ok"].AsDouble.ShouldBe(1);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "a length below the header's", [.. Number(15), .. new byte[12]] },
        { "a negative length", [.. Number(-1), .. new byte[12]] },
        { "a length above 48,000,000", [.. Number(48_000_001), .. new byte[12]] },
        { "an unknown opcode", Message(1, 4242, Number(0)) },
        { "compression that was not agreed on", Message(1, 2012, Number(2013), Number(5), [2], new byte[5]) },
        { "OP_MSG without flags", Message(1, 2013) },
        { "OP_MSG without a section", OpMessage(1, 0) },
        { "OP_MSG with an unknown required flag", OpMessage(1, 4, Body(Ping)) },
        { "a section of an unknown kind", OpMessage(1, 0, [2, .. Body(Ping).AsSpan(1)]) },
        { "two sections of kind 0", OpMessage(1, 0, Body(Ping), Body(Ping)) },
        { "a section longer than its message", OpMessage(1, 0, [0, .. Number(1000), 0]) },
        { "a sequence without the end of its name", OpMessage(1, 0, Body(Ping), [1, .. Number(6), 65, 65]) },
        { "a field and a sequence of one name", OpMessage(1, 0, Body("""{"insert": "c", "documents": [], "$db": "d"}"""), Sequence("documents", "{}")) },
        { "OP_QUERY without the end of a name", Message(1, 2004, Number(0), [65, 65, 65]) },
        { "OP_QUERY on a collection", OpQuery(1, "shop.orders", "{}") },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void A_malformed_message_closes_its_connection_alone(string what, byte[] bytes)
    {
        using var other = new RawClient(server.Endpoint);
        other.Send(OpMessage(1, 0, Body(Ping)));
        other.Receive().ShouldNotBeNull();
        using var client = new RawClient(server.Endpoint);
        client.Send(bytes);
        client.Receive().ShouldBeNull(what);
        other.Send(OpMessage(2, 0, Body(Ping)));
        other.Receive().ShouldNotBeNull().ResponseTo.ShouldBe(2);
    }

    [Fact]
    public void A_message_that_ends_halfway_closes_its_connection_alone()
    {
        using var client = new RawClient(server.Endpoint);
        client.Send(OpMessage(1, 0, Body(Ping))[..20]);
        client.SendEnd();
        client.Receive().ShouldBeNull();
        using var other = new RawClient(server.Endpoint);
        other.Send(OpMessage(1, 0, Body(Ping)));
        other.Receive().ShouldNotBeNull();
    }

    [Fact]
    public void A_message_may_come_in_any_pieces()
    {
        using var client = new RawClient(server.Endpoint);
        foreach (var one in OpMessage(1, 0, Body(Ping))) client.Send(one);
        client.Receive().ShouldNotBeNull().Document["ok"].AsDouble.ShouldBe(1);
    }

    /// <summary>CRC-32C a bit at a time, by its definition.</summary>
    private static uint Castagnoli(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
        }

        return ~crc;
    }
}

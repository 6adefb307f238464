using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using StorageCourse.Engine.Jupyter.Zmtp;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Jupyter;

public sealed class ZmtpTests
{
    private static readonly ZmtpEndpoint Anywhere = ZmtpEndpoint.Tcp("127.0.0.1", 0);
    private static readonly ZmtpLimits Hasty = new(TimeSpan.FromSeconds(5), 1 << 20, 1 << 20, TimeSpan.FromMilliseconds(50));

    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    [Theory]
    [InlineData("ROUTER", "DEALER")]
    [InlineData("REP", "REQ")]
    [InlineData("PUB", "SUB")]
    [InlineData("XPUB", "SUB")]
    public async Task Our_clients_talk_to_libzmqs_servers(string server, string client)
    {
        var port = FreePort.Find();
        var python = Python.RunAsync("zmq_server.py", [server, $"{port}"]);
        var type = client switch { "DEALER" => ZmtpSocketType.Dealer, "REQ" => ZmtpSocketType.Req, _ => ZmtpSocketType.Sub };
        await using (var connection = await ZmtpConnector.ConnectAsync(ZmtpEndpoint.Tcp("127.0.0.1", port), type, "me"u8.ToArray(), ZmtpLimits.Default, Deadline))
        {
            if (client == "SUB")
            {
                connection.Subscribe("b"u8);
                (await ReceiveTextAsync(connection)).ShouldBe(["b", "second"], "\"a\" was not asked for");
            }
            else
            {
                var large = RandomNumberGenerator.GetBytes(64 << 20);
                foreach (var message in (ReadOnlyMemory<byte>[][])[["x"u8.ToArray()], [default, "y"u8.ToArray(), default], [new byte[255], new byte[256]], [large]])
                {
                    ReadOnlyMemory<byte>[]? reply;
                    if (client == "REQ")
                    {
                        reply = await connection.RequestAsync(message, Deadline);
                    }
                    else
                    {
                        connection.Send(message).ShouldBeTrue();
                        reply = await connection.ReceiveAsync(Deadline);
                    }

                    reply!.Length.ShouldBe(message.Length);
                    for (var i = 0; i < message.Length; i++) reply[i].Span.SequenceEqual(message[i].Span).ShouldBeTrue();
                }

                if (client == "REQ") await connection.RequestAsync(["end"u8.ToArray()], Deadline);
                else connection.Send("end"u8.ToArray());
            }
        }

        (await python).Trim().ShouldBe(server == "ROUTER" ? "me" : "done");
    }

    [Fact]
    public async Task Libzmqs_clients_talk_to_our_servers()
    {
        await using var router = new RouterSocket(Anywhere, ZmtpLimits.Default);
        await using var publisher = new PublisherSocket(Anywhere, ZmtpLimits.Default);
        await using var echo = new EchoSocket(Anywhere, ZmtpLimits.Default);
        var serving = Task.Run(async () =>
        {
            await foreach (var message in router.Incoming.ReadAllAsync(Deadline))
            {
                if (Encoding.ASCII.GetString(message.Frames[0].Span) == "publish") publisher.Publish([.. message.Frames[1..]]);
                else router.Send(message.Identity, message.Frames).ShouldBeTrue();
            }
        }, Deadline);
        await Python.RunAsync("zmq_clients.py", [$"{router.Endpoint}", $"{publisher.Endpoint}", $"{echo.Endpoint}"]);
        await router.DisposeAsync();
        await serving;
    }

    [Fact]
    public async Task A_peer_of_version_3_0_subscribes_by_message_and_one_of_3_1_by_command()
    {
        await using var publisher = new PublisherSocket(Anywhere, ZmtpLimits.Default);
        using var older = await RawPeer.GreetAsync(publisher.Endpoint, "SUB", minor: 0);
        using var newer = await RawPeer.GreetAsync(publisher.Endpoint, "SUB");
        await older.SendAsync(RawPeer.Frame(0, [1, .. "ab"u8]));
        await newer.SendAsync(RawPeer.Frame(4, [9, .. "SUBSCRIBE"u8, .. "ab"u8]));
        foreach (var peer in (RawPeer[])[older, newer])
        {
            await peer.PingAsync();
            publisher.Publish("a"u8.ToArray(), "no"u8.ToArray());
            publisher.Publish("abc"u8.ToArray(), "yes"u8.ToArray());
            (await peer.ReadFrameAsync()).ShouldSatisfyAllConditions(frame => frame.Flags.ShouldBe((byte)1), frame => frame.Body.ShouldBe("abc"u8.ToArray()));
            (await peer.ReadFrameAsync()).ShouldSatisfyAllConditions(frame => frame.Flags.ShouldBe((byte)0), frame => frame.Body.ShouldBe("yes"u8.ToArray()));
            var cancel = peer == older ? RawPeer.Frame(0, [0, .. "ab"u8]) : RawPeer.Frame(4, [6, .. "CANCEL"u8, .. "ab"u8]);
            if (peer == older) (await newer.ReadFrameAsync(), await newer.ReadFrameAsync()).Item2.Body.ShouldBe("yes"u8.ToArray());
            await peer.SendAsync(cancel);
            await peer.PingAsync();
            publisher.Publish("abc"u8.ToArray());
            if (peer == older) (await newer.ReadFrameAsync()).Body.ShouldBe("abc"u8.ToArray());
            await peer.PingAsync();
        }
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_is_dropped_and_the_others_miss_nothing()
    {
        await using var publisher = new PublisherSocket(Anywhere, Hasty with { Handshake = TimeSpan.FromSeconds(30), Patience = TimeSpan.FromSeconds(3) });
        using var slow = await RawPeer.GreetAsync(publisher.Endpoint, "SUB");
        await slow.SendAsync(RawPeer.Frame(4, [9, .. "SUBSCRIBE"u8]));
        await slow.PingAsync();
        using var quick = await RawPeer.GreetAsync(publisher.Endpoint, "SUB");
        await quick.SendAsync(RawPeer.Frame(4, [9, .. "SUBSCRIBE"u8]));
        await quick.PingAsync();
        const int Count = 400;
        var reading = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++) BitConverter.ToInt32((await quick.ReadFrameAsync()).Body).ShouldBe(i);
        }, Deadline);
        for (var i = 0; i < Count; i++)
        {
            var message = new byte[100_000];
            BitConverter.TryWriteBytes(message, i);
            publisher.Publish(message);
        }

        await reading;
        (await slow.IsClosedAsync()).ShouldBeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002")]
    public async Task What_is_no_ZMTP_peer_is_dropped_and_the_next_peer_served(string garbage)
    {
        await using var echo = new EchoSocket(Anywhere, Hasty);
        using var stranger = await RawPeer.ConnectAsync(echo.Endpoint);
        await stranger.SendAsync(Encoding.Latin1.GetBytes(garbage));
        (await stranger.IsClosedAsync()).ShouldBeTrue();
        await EchoesAsync(echo.Endpoint);
    }

    [Theory]
    [InlineData("0206ffffffffff")]
    [InlineData("08")]
    [InlineData("05" + "00")]
    [InlineData("02" + "0000000000200000")]
    [InlineData("02" + "ffffffffffffffff")]
    [InlineData("0400")]
    public async Task A_peer_that_breaks_the_framing_or_the_limits_is_dropped(string hex)
    {
        await using var echo = new EchoSocket(Anywhere, Hasty);
        using var peer = await RawPeer.GreetAsync(echo.Endpoint, "REQ");
        await peer.SendAsync(Convert.FromHexString(hex.PadRight(18, '0')));
        (await peer.IsClosedAsync()).ShouldBeTrue();
        await EchoesAsync(echo.Endpoint);
    }

    [Fact]
    public async Task A_message_is_limited_over_all_of_its_frames()
    {
        await using var echo = new EchoSocket(Anywhere, Hasty);
        using var peer = await RawPeer.GreetAsync(echo.Endpoint, "REQ");
        try
        {
            for (var i = 0; i < 5000; i++) await peer.SendAsync(RawPeer.Frame(1, new byte[1]));
        }
        catch (IOException)
        {
            // It has been closed meanwhile.
        }

        (await peer.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Sockets_of_types_that_do_not_fit_refuse_each_other()
    {
        await using var echo = new EchoSocket(Anywhere, ZmtpLimits.Default);
        var refused = await Should.ThrowAsync<ZmtpException>(
            ZmtpConnector.ConnectAsync(echo.Endpoint, ZmtpSocketType.Sub, default, ZmtpLimits.Default, Deadline));
        refused.Message.ShouldContain("REP");
    }

    [Fact]
    public async Task A_hundred_peers_come_and_go_half_of_them_without_a_word()
    {
        await using var router = new RouterSocket(Anywhere, ZmtpLimits.Default);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            if (i % 2 == 0)
            {
                using var silent = await RawPeer.ConnectAsync(router.Endpoint);
                return;
            }

            await using var peer = await ZmtpConnector.ConnectAsync(router.Endpoint, ZmtpSocketType.Dealer, default, ZmtpLimits.Default, Deadline);
            peer.Send(BitConverter.GetBytes(i));
        }));
        var heard = await router.Incoming.ReadAllAsync(Deadline).Take(50).Select(message => BitConverter.ToInt32(message.Frames[0].Span)).ToListAsync(Deadline);
        heard.Order().ShouldBe(Enumerable.Range(0, 50).Select(i => (2 * i) + 1));
    }

    [Fact]
    public async Task Of_two_peers_with_one_identity_the_newer_is_meant()
    {
        await using var router = new RouterSocket(Anywhere, ZmtpLimits.Default);
        await using var old = await ZmtpConnector.ConnectAsync(router.Endpoint, ZmtpSocketType.Dealer, "x"u8.ToArray(), ZmtpLimits.Default, Deadline);
        old.Send("old"u8.ToArray());
        (await router.Incoming.ReadAsync(Deadline)).Identity.ToArray().ShouldBe("x"u8.ToArray());
        await using (var next = await ZmtpConnector.ConnectAsync(router.Endpoint, ZmtpSocketType.Dealer, "x"u8.ToArray(), ZmtpLimits.Default, Deadline))
        {
            next.Send("new"u8.ToArray());
            var message = await router.Incoming.ReadAsync(Deadline);
            await old.DisposeAsync();
            router.Send(message.Identity, "answer"u8.ToArray()).ShouldBeTrue();
            (await ReceiveTextAsync(next)).ShouldBe(["answer"]);
        }

        while (router.Send("x"u8.ToArray(), "nobody"u8.ToArray())) await Task.Delay(1, Deadline);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_refused_with_its_name()
    {
        await using var first = new EchoSocket(Anywhere, ZmtpLimits.Default);
        var taken = Should.Throw<IOException>(() => new EchoSocket(first.Endpoint, ZmtpLimits.Default));
        taken.Message.ShouldContain($"{first.Endpoint}");
    }

    [Fact]
    public async Task A_socket_listens_at_the_address_it_was_given_and_nowhere_else()
    {
        await using var echo = new EchoSocket(ZmtpEndpoint.Tcp("127.0.0.2", 0), ZmtpLimits.Default);
        await EchoesAsync(echo.Endpoint);
        using var other = new TcpClient();
        await Should.ThrowAsync<SocketException>(other.ConnectAsync("127.0.0.1", echo.Endpoint.Port, Deadline).AsTask());
    }

    [Fact]
    public async Task A_peer_that_vanishes_within_a_message_is_forgotten()
    {
        await using var router = new RouterSocket(Anywhere, ZmtpLimits.Default);
        using (var peer = await RawPeer.GreetAsync(router.Endpoint, "DEALER"))
            await peer.SendAsync(Convert.FromHexString("02" + "0000000001000000" + "aabbcc"));
        await using var next = await ZmtpConnector.ConnectAsync(router.Endpoint, ZmtpSocketType.Dealer, default, ZmtpLimits.Default, Deadline);
        next.Send("whole"u8.ToArray());
        Encoding.ASCII.GetString((await router.Incoming.ReadAsync(Deadline)).Frames[0].Span).ShouldBe("whole");
    }

    private static async Task EchoesAsync(ZmtpEndpoint endpoint)
    {
        await using var peer = await ZmtpConnector.ConnectAsync(endpoint, ZmtpSocketType.Req, default, ZmtpLimits.Default, Deadline);
        (await peer.RequestAsync(["hello"u8.ToArray()], Deadline))![0].ToArray().ShouldBe("hello"u8.ToArray());
    }

    private static async Task<string[]> ReceiveTextAsync(ZmtpConnection connection) =>
        [.. (await connection.ReceiveAsync(Deadline))!.Select(frame => Encoding.ASCII.GetString(frame.Span))];
}

using System.Text;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Jupyter.Server;
using StorageCourse.Engine.Jupyter.Zmtp;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Jupyter;

public sealed class KernelClientTests
{
    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [Fact]
    public async Task A_cell_yields_its_messages_in_order_and_its_reply_as_the_last()
    {
        await using var kernel = new RunningKernel();
        await using var client = await KernelClient.ConnectAsync(kernel.Connection, Deadline);
        (await client.WaitUntilReadyAsync(Deadline)).GetProperty("language_info").GetProperty("name").GetString().ShouldBe("csharp");
        var messages = Joined(await client.ExecuteAsync("mix", "cell-1", Deadline).ToListAsync(Deadline));
        messages.Select(message => message.GetType().Name).ShouldBe(
            ["ExecuteInput", "StreamText", "StreamText", "DisplayData", "StreamText", "UpdateDisplayData", "ClearOutput", "ExecuteResult", "ExecuteReply"]);
        messages[1].ShouldBe(new StreamText("stdout", "ab"));
        messages[3].ShouldBeOfType<DisplayData>().DisplayId.ShouldBe("one");
        kernel.Session.Requests[0].CellId.ShouldBe("cell-1");
    }

    [Fact]
    public async Task A_failed_cell_says_how_and_aborts_no_other()
    {
        await using var kernel = new RunningKernel();
        await using var client = await ConnectAsync(kernel);
        var messages = await client.ExecuteAsync("fail it did", null, Deadline).ToListAsync(Deadline);
        messages.OfType<ErrorOutput>().Single().Value.ShouldBe("it did");
        messages[^1].ShouldBeOfType<ExecuteReply>().Error!.Name.ShouldBe("Failure");
        (await client.ExecuteAsync("hello", null, Deadline).ToListAsync(Deadline))[^1].ShouldBe(new ExecuteReply("ok", 2, null));
    }

    [Fact]
    public async Task What_a_cell_shows_after_its_end_comes_with_its_id()
    {
        await using var kernel = new RunningKernel();
        await using var client = await ConnectAsync(kernel);
        var late = new TaskCompletionSource<(string?, KernelMessage)>();
        client.Late += (cell, message) => late.TrySetResult((cell, message));
        await client.ExecuteAsync("later", "cell-7", Deadline).ToListAsync(Deadline);
        await client.ExecuteAsync("release", "cell-8", Deadline).ToListAsync(Deadline);
        (await late.Task.WaitAsync(Deadline)).ShouldBe(("cell-7", new StreamText("stdout", "late")));
    }

    [Fact]
    public async Task Many_cells_at_once_each_get_their_own_answers()
    {
        await using var kernel = new RunningKernel();
        await using var client = await ConnectAsync(kernel);
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var messages = await client.ExecuteAsync($"number{i}", null, Deadline).ToListAsync(Deadline);
            return messages.OfType<ExecuteResult>().Single().Data.GetProperty("text/plain").GetString();
        }));
        answers.ShouldBe(Enumerable.Range(0, 200).Select(i => $"number{i}"));
    }

    [Fact]
    public async Task Positions_are_sent_in_code_points()
    {
        await using var kernel = new RunningKernel();
        await using var client = await ConnectAsync(kernel);
        (await client.CompleteAsync("😀x", 3, Deadline)).GetProperty("matches")[0].GetString().ShouldBe("at3");
    }

    [Fact]
    public async Task A_kernel_that_closes_its_connections_fails_what_is_awaited()
    {
        var kernel = new RunningKernel();
        await using var client = await ConnectAsync(kernel);
        var cell = client.ExecuteAsync("wait", null, Deadline).ToListAsync(Deadline);
        await kernel.DisposeAsync();
        await Should.ThrowAsync<KernelDiedException>(async () => await cell);
        await client.Closed.WaitAsync(Deadline);
        await Should.ThrowAsync<KernelDiedException>(client.InterruptAsync(Deadline));
    }

    [Fact]
    public async Task A_kernel_says_that_it_starts_before_anything_else()
    {
        var ports = FreePort.Find(5);
        var connection = new ConnectionFile("tcp", "127.0.0.1", ports[0], ports[1], ports[2], ports[3], ports[4], "");
        await using var server = new KernelServer(connection, new TrivialSession());
        using var front = await RawPeer.GreetAsync(connection.Endpoint(connection.IopubPort), "SUB");
        await front.SendAsync(RawPeer.Frame(4, [9, .. "SUBSCRIBE"u8]));
        await front.PingAsync();
        var running = server.RunAsync(Deadline);
        byte[] content;
        byte flags;
        do (flags, content) = await front.ReadFrameAsync();
        while ((flags & 1) != 0);
        Encoding.UTF8.GetString(content).ShouldBe("{\"execution_state\":\"starting\"}");
        await server.DisposeAsync();
        await running;
    }

    [Fact]
    public async Task A_front_end_that_stops_reading_stops_neither_the_cell_nor_the_others()
    {
        var limits = new ZmtpLimits(TimeSpan.FromSeconds(90), 1 << 20, 1 << 20, TimeSpan.FromSeconds(3));
        await using var kernel = new RunningKernel(limits: limits);
        using var frozen = await RawPeer.GreetAsync(kernel.Connection.Endpoint(kernel.Connection.IopubPort), "SUB");
        await frozen.SendAsync(RawPeer.Frame(4, [9, .. "SUBSCRIBE"u8]));
        await frozen.PingAsync();
        await using var client = await ConnectAsync(kernel);
        for (var cell = 0; cell < 3; cell++)
        {
            var messages = await client.ExecuteAsync("lines 500000", null, Deadline).ToListAsync(Deadline);
            messages.OfType<StreamText>().Sum(text => text.Text.Length).ShouldBe(Enumerable.Range(0, 500_000).Sum(i => $"line {i}\n".Length));
        }

        (await frozen.IsClosedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_foreign_kernel_is_driven_like_our_own()
    {
        const string Python = "/usr/share/jupyter/kernels/python3";
        Assert.SkipUnless(File.Exists(Path.Combine(Python, "kernel.json")), "ipykernel is not installed: apt-get install python3-ipykernel");
        await using var kernel = await KernelProcess.StartAsync(KernelSpec.Read(Python), Path.GetTempPath(), null, Deadline);
        var messages = await kernel.Client.ExecuteAsync("import os, sys\nprint('out')\nprint('err', file=sys.stderr)\ndisplay('shown')\n6 * 7", "c", Deadline).ToListAsync(Deadline);
        string.Concat(messages.OfType<StreamText>().Where(text => text.Name == "stdout").Select(text => text.Text)).ShouldBe("out\n");
        string.Concat(messages.OfType<StreamText>().Where(text => text.Name == "stderr").Select(text => text.Text)).ShouldBe("err\n");
        messages.OfType<DisplayData>().Single().Data.GetProperty("text/plain").GetString().ShouldBe("'shown'");
        messages.OfType<ExecuteResult>().Single().Data.GetProperty("text/plain").GetString().ShouldBe("42");
        messages[^1].ShouldBe(new ExecuteReply("ok", 1, null));
        (await kernel.Client.CompleteAsync("os.getpi", 8, Deadline)).GetProperty("matches").EnumerateArray().Select(match => match.GetString()!).ShouldContain(match => match.EndsWith("getpid"));

        using var folder = new TemporaryFolder();
        var begun = folder.Path("begun");
        await using (var endless = kernel.Client.ExecuteAsync($"open('{begun}', 'w').close()\nwhile True: pass", null, Deadline).GetAsyncEnumerator(Deadline))
        {
            (await endless.MoveNextAsync()).ShouldBeTrue();
            endless.Current.ShouldBeOfType<ExecuteInput>();
            // A signal between a request and its code would be lost, for ipykernel's own loop takes it; so would one in what print does to send its text.
            while (!File.Exists(begun)) await Task.Delay(5, Deadline);
            await kernel.InterruptAsync(Deadline);
            while (endless.Current is not ErrorOutput) (await endless.MoveNextAsync()).ShouldBeTrue();
            ((ErrorOutput)endless.Current).Name.ShouldBe("KeyboardInterrupt");
        }

        var asked = await kernel.Client.ExecuteAsync("input('name?')", null, Deadline).ToListAsync(Deadline);
        asked.OfType<ErrorOutput>().Single().Name.ShouldBe("StdinNotImplementedError");
        await Should.ThrowAsync<KernelDiedException>(async () => await kernel.Client.ExecuteAsync("os._exit(5)", null, Deadline).ToListAsync(Deadline));
        (await kernel.Exited).ShouldBe(5);
    }

    /// <summary>Neighbouring pieces of one stream as one: where a text is cut depends on when it was written.</summary>
    private static List<KernelMessage> Joined(IEnumerable<KernelMessage> messages)
    {
        var joined = new List<KernelMessage>();
        foreach (var message in messages)
        {
            if (message is StreamText next && joined.LastOrDefault() is StreamText last && last.Name == next.Name) joined[^1] = new StreamText(last.Name, last.Text + next.Text);
            else joined.Add(message);
        }

        return joined;
    }

    private static async Task<KernelClient> ConnectAsync(RunningKernel kernel)
    {
        var client = await KernelClient.ConnectAsync(kernel.Connection, Deadline);
        await client.WaitUntilReadyAsync(Deadline);
        return client;
    }
}

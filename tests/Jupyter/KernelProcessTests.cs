using System.Diagnostics;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Jupyter;

public sealed class KernelProcessTests
{
    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token;

    [Fact]
    public async Task A_kernel_starts_answers_and_is_gone_after_disposal()
    {
        int id;
        await using (var kernel = await StartAsync())
        {
            id = kernel.Id;
            (await kernel.Client.ExecuteAsync("hello", null, Deadline).ToListAsync(Deadline))[^1].ShouldBe(new ExecuteReply("ok", 1, null));
        }

        SystemProcess.IsAlive(id).ShouldBeFalse();
    }

    [Fact]
    public async Task A_kernel_can_be_killed_and_disposed_of_more_than_once_and_at_once()
    {
        var kernel = await StartAsync();
        await Task.WhenAll(Task.Run(kernel.Kill, Deadline), kernel.DisposeAsync().AsTask(), Task.Run(kernel.Kill, Deadline), kernel.DisposeAsync().AsTask());
        kernel.Kill();
        SystemProcess.IsAlive(kernel.Id).ShouldBeFalse();
    }

    [Fact]
    public async Task A_kernel_runs_in_the_folder_and_with_the_environment_that_it_was_given()
    {
        var folder = Directory.CreateTempSubdirectory("storage-course-täst ").FullName;
        await using var kernel = await KernelProcess.StartAsync(TestKernel.Spec, folder, new Dictionary<string, string?> { ["GREETING"] = "good day" }, Deadline);
        (await ResultAsync(kernel, "where")).ShouldBe(folder);
        (await ResultAsync(kernel, "environment GREETING")).ShouldBe("good day");
        Directory.Delete(folder);
    }

    [Fact]
    public async Task A_kernel_that_dies_in_a_cell_fails_it_with_its_last_words_and_keeps_the_output_so_far()
    {
        await using var kernel = await StartAsync();
        var messages = new List<KernelMessage>();
        var died = await Should.ThrowAsync<KernelDiedException>(async () =>
        {
            await foreach (var message in kernel.Client.ExecuteAsync("crash it hurts", null, Deadline)) messages.Add(message);
        });
        died.Message.ShouldContain("exit code 3");
        died.Message.ShouldContain("it hurts");
        messages.ShouldContain(new StreamText("stdout", "before the crash"));
        (await kernel.Exited).ShouldBe(3);
        await Should.ThrowAsync<KernelDiedException>(kernel.Client.CompleteAsync("x", 1, Deadline));
    }

    [Fact]
    public async Task A_kernel_that_is_killed_fails_the_cell_that_runs()
    {
        await using var kernel = await StartAsync();
        await using var cell = kernel.Client.ExecuteAsync("wait", null, Deadline).GetAsyncEnumerator(Deadline);
        (await cell.MoveNextAsync()).ShouldBeTrue();
        Process.GetProcessById(kernel.Id).Kill();
        (await Should.ThrowAsync<KernelDiedException>(async () => await cell.MoveNextAsync())).Message.ShouldContain("exit code 137");
    }

    [Fact]
    public async Task A_program_that_is_no_kernel_fails_with_what_it_said()
    {
        var spec = KernelSpec.FromArgv("broken", ["/bin/sh", "-c", "echo no luck >&2; exit 7"]);
        var died = await Should.ThrowAsync<KernelDiedException>(KernelProcess.StartAsync(spec, "/", null, Deadline));
        died.Message.ShouldContain("exit code 7");
        died.Message.ShouldContain("no luck");
        (await Should.ThrowAsync<KernelDiedException>(KernelProcess.StartAsync(KernelSpec.FromArgv("none", ["/no/such/program"]), "/", null, Deadline)))
            .Message.ShouldContain("/no/such/program");
    }

    [Fact]
    public async Task A_kernel_whose_command_asks_for_one_more_port_gets_it()
    {
        var spec = KernelSpec.FromArgv("ports", ["/bin/sh", "-c", "echo from $0 >&2; exit 7", "{free_port}-{free_port}"]);
        var died = await Should.ThrowAsync<KernelDiedException>(KernelProcess.StartAsync(spec, "/", null, Deadline));
        died.Message.ShouldMatch(@"from (\d{5})-\1");
    }

    [Theory]
    [InlineData("silent")]
    [InlineData("talkative")]
    public async Task A_kernel_whose_port_another_process_took_is_started_again_on_other_ports(string manner)
    {
        // The first of its processes finds a listener at one of the ports that it is to use, as if somebody had been faster.
        const string faster =
            """
            if mkdir "$1"; then
              mkfifo "$1/listening"
              /usr/bin/python3 -c 'import json, socket, sys, time
            listener = socket.create_server(("127.0.0.1", json.load(open(sys.argv[1]))["control_port"]))
            print("yes", flush=True)
            peers = []
            while sys.argv[2] == "talkative":
                peers.append(listener.accept()[0])
                peers[-1].sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            time.sleep(600)' "$2" "$3" >"$1/listening" &
              read yes <"$1/listening"
            fi
            exec "$0" test-kernel "$2"
            """;
        var home = Directory.CreateTempSubdirectory("storage-course-test-").FullName;
        var first = Path.Combine(home, "first");
        var spec = KernelSpec.FromArgv("slow", ["/bin/sh", "-c", faster, Environment.ProcessPath!, first, "{connection_file}", manner]);

        await using var kernel = await KernelProcess.StartAsync(spec, "/", null, Deadline);

        Directory.Exists(first).ShouldBeTrue();
        (await ResultAsync(kernel, "length")).ShouldBe("6");
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task What_a_cell_started_ends_with_the_kernel_even_if_nobody_is_left_who_knows_it()
    {
        int child, grandchild;
        await using (var kernel = await StartAsync())
        {
            // The second is an orphan: its parent, a shell, has ended.
            child = int.Parse(await ResultAsync(kernel, "spawn exec sleep 600 >&- & echo $!"), null);
            grandchild = int.Parse(await ResultAsync(kernel, "spawn (exec sleep 600 & echo $!)"), null);
            SystemProcess.IsAlive(child).ShouldBeTrue();
            SystemProcess.IsAlive(grandchild).ShouldBeTrue();
        }

        SystemProcess.IsAlive(child).ShouldBeFalse();
        SystemProcess.IsAlive(grandchild).ShouldBeFalse();
    }

    [Fact]
    public async Task A_kernel_whose_starter_is_killed_ends_by_itself_and_leaves_no_folder()
    {
        using var starter = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["test-starter"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var kernel = int.Parse((await starter.StandardOutput.ReadLineAsync(Deadline))!, null);
        var folder = (await starter.StandardOutput.ReadLineAsync(Deadline))!;
        SystemProcess.IsAlive(kernel).ShouldBeTrue();
        Directory.Exists(folder).ShouldBeTrue();
        starter.Kill();
        var deadline = Deadline;
        while (SystemProcess.IsAlive(kernel) || Directory.Exists(folder)) await Task.Delay(20, deadline);
    }

    [Fact]
    public async Task A_cell_is_interrupted_by_a_message()
    {
        await using var kernel = await StartAsync();
        await using var cell = kernel.Client.ExecuteAsync("wait", null, Deadline).GetAsyncEnumerator(Deadline);
        (await cell.MoveNextAsync()).ShouldBeTrue();
        await kernel.InterruptAsync(Deadline);
        (await cell.MoveNextAsync()).ShouldBeTrue();
        cell.Current.ShouldBeOfType<ErrorOutput>().Name.ShouldBe("Interrupted");
    }

    [Fact]
    public async Task A_cell_is_interrupted_by_SIGINT_where_the_specification_says_so()
    {
        await using var kernel = await KernelProcess.StartAsync(TestKernel.Spec with { InterruptMode = InterruptMode.Signal }, "/", null, Deadline);
        await using var cell = kernel.Client.ExecuteAsync("wait", null, Deadline).GetAsyncEnumerator(Deadline);
        (await cell.MoveNextAsync()).ShouldBeTrue();
        await kernel.InterruptAsync(Deadline);
        (await cell.MoveNextAsync()).ShouldBeTrue();
        cell.Current.ShouldBeOfType<ErrorOutput>().Name.ShouldBe("Interrupted");
    }

    private static Task<KernelProcess> StartAsync() => KernelProcess.StartAsync(TestKernel.Spec, "/", null, Deadline);

    private static async Task<string> ResultAsync(KernelProcess kernel, string code)
    {
        var messages = await kernel.Client.ExecuteAsync(code, null, Deadline).ToListAsync(Deadline);
        return messages.OfType<ExecuteResult>().Single().Data.GetProperty("text/plain").GetString()!;
    }
}

using System.Diagnostics;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Session;

public sealed class FaultTests
{
    private static CancellationToken Deadline => CourseKernel.Deadline;

    [Fact]
    public async Task A_cell_that_exits_the_process_is_seen_with_its_code_and_its_output()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var (run, died) = await DieAsync(kernel, "Console.WriteLine(\"last words\"); Environment.Exit(3);");
        died.ShouldContain("exit code 3");
        run.Stdout.ShouldContain("last words");
    }

    [Fact]
    public async Task A_stack_overflow_is_seen_with_what_the_runtime_says()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var (run, died) = await DieAsync(kernel, "Console.WriteLine(\"last words\");\nint Down(int n) => Down(n + 1) + 1;\nDown(0)");
        died.ShouldContain("exit code 134");
        kernel.Process.StderrTail.ShouldContain("Stack overflow");
        run.Stdout.ShouldContain("last words");
    }

    [Fact]
    public async Task An_unhandled_exception_in_a_thread_is_seen_with_its_message()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var (run, died) = await DieAsync(kernel, "Console.WriteLine(\"last words\");\nvar thread = new Thread(() => throw new Exception(\"nobody catches me\")); thread.Start(); thread.Join(); Thread.Sleep(-1);");
        died.ShouldContain("exit code 134");
        died.ShouldContain("nobody catches me");
        run.Stdout.ShouldContain("last words");
    }

    [Fact]
    public async Task An_exception_in_an_async_void_method_fails_its_cell_and_not_the_kernel()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var run = await kernel.RunAsync("async void Later() { await Task.Yield(); throw new InvalidOperationException(\"from async void\"); }\nLater(); await Task.Delay(-1);");
        run.ErrorName.ShouldBe("InvalidOperationException");
        (await kernel.ValueAsync("1 + 1")).ShouldBe("2");
    }

    [Fact]
    public async Task A_cell_that_asks_for_input_where_nobody_can_answer_fails()
    {
        await using var kernel = await CourseKernel.StartAsync();
        (await kernel.RunAsync("Console.ReadLine()")).Traceback.ShouldContain("takes no input");
        (await kernel.RunAsync("Console.Read()")).Traceback.ShouldContain("takes no input");
        (await kernel.ValueAsync("1 + 1")).ShouldBe("2");
    }

    [Fact]
    public async Task A_child_that_a_cell_started_is_gone_after_the_kernel()
    {
        int child;
        await using (var kernel = await CourseKernel.StartAsync())
        {
            child = int.Parse(await kernel.ValueAsync("System.Diagnostics.Process.Start(\"sleep\", \"1000\").Id"), null);
            SystemProcess.IsAlive(child).ShouldBeTrue();
        }

        await GoneAsync(child);
    }

    [Fact]
    public async Task A_child_that_a_cell_started_is_gone_after_the_kernel_was_killed()
    {
        var kernel = await CourseKernel.StartAsync();
        var child = int.Parse(await kernel.ValueAsync("System.Diagnostics.Process.Start(\"sleep\", \"1000\").Id"), null);
        // Not through KernelProcess, which would end the child itself: this is what the kernel's own watcher does.
        Process.GetProcessById(kernel.Process.Id).Kill();
        await GoneAsync(child);
        await kernel.DisposeAsync();
    }

    [Fact]
    public async Task Everything_runs_twice_in_one_kernel()
    {
        await using var kernel = await CourseKernel.StartAsync();
        for (var turn = 0; turn < 2; turn++)
        {
            await kernel.ValueAsync("#!import ../helpers/setup.csx");
            await kernel.ValueAsync("var lab = await Lab.StartAsync(\"postgres\");\nrecord Customer(int Id, string Name);\nint customer = 3;");
            var run = await kernel.RunAsync("#!sql --name answer\nselect :customer * 14 as answer");
            run.Error.ShouldBeNull(run.Traceback);
            (await kernel.ValueAsync("answer.Scalar<int>()")).ShouldBe("42");
            (await kernel.ValueAsync("new Customer(customer, \"Ada\").Name")).ShouldBe("Ada");
        }
    }

    [Fact]
    public async Task A_kernel_works_in_a_folder_with_blanks_and_foreign_letters()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Path("añb c.csx"), "var fromFile = 5;", Deadline);
        await using var kernel = await CourseKernel.StartAsync(folder.Root);
        (await kernel.ValueAsync("#!import \"añb c.csx\"\n#!csharp\nfromFile")).ShouldBe("5");
        (await kernel.ValueAsync("#load \"añb c.csx\"\nfromFile + 1")).ShouldBe("6");
        (await kernel.ValueAsync("Directory.GetCurrentDirectory()")).ShouldBe(folder.Root);
        (await kernel.ValueAsync("#r \"nuget: Humanizer.Core, 2.14.1\"\nusing Humanizer;\n3.ToWords()")).ShouldBe("three");
    }

    [Fact]
    public async Task A_kernel_works_without_a_home_and_without_a_cache()
    {
        using var folder = new TemporaryFolder();
        var noFolder = folder.Path("a file");
        await File.WriteAllTextAsync(noFolder, "", Deadline);
        await using var kernel = await CourseKernel.StartAsync(null, ("HOME", null), ("XDG_CACHE_HOME", noFolder));
        (await kernel.ValueAsync("#!import ../helpers/setup.csx\n#!csharp\n1 + 1")).ShouldBe("2");
        (await kernel.ValueAsync("#r \"nuget: Humanizer.Core, 2.14.1\"\nusing Humanizer;\n3.ToWords()")).ShouldBe("three");
    }

    [Fact]
    public async Task A_locale_with_decimal_commas_changes_nothing_that_the_engine_writes()
    {
        await using var kernel = await CourseKernel.StartAsync(null, ("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8"), ("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", null));
        (await kernel.ValueAsync("System.Globalization.CultureInfo.CurrentCulture.Name")).ShouldBe("de-DE", "else this test tests nothing");
        (await kernel.ValueAsync("1.5")).ShouldBe("1.5");
        (await kernel.ValueAsync("new[] { 1.5m, 2.25m }")).ShouldBe("[1.5, 2.25]");
        (await kernel.ValueAsync("new { Price = 1.5, When = new DateTime(2026, 11, 21, 10, 30, 0) }")).ShouldContain("2026-11-21 10:30:00");
        (await kernel.RunAsync("#!time\n1")).Stdout.ShouldMatch(@"Wall time: [\d.]+ ms");
        (await kernel.RunAsync("new[] { (1.5, \"a\") }.Display()")).Shown.ShouldContain("1.5");
    }

    [Fact]
    public async Task Two_hundred_thousand_lines_come_through_whole()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var run = await kernel.RunAsync("for (var i = 1; i <= 200_000; i++) Console.WriteLine($\"line {i}\");");
        run.Stdout.Count(character => character == '\n').ShouldBe(200_000);
        run.Stdout.ShouldEndWith("line 200000\n");
    }

    [Fact]
    public async Task A_cell_that_writes_without_end_is_cut_with_a_notice_and_can_be_interrupted()
    {
        await using var kernel = await CourseKernel.StartAsync();
        var run = await kernel.RunAsync("for (var i = 0; i < 12; i++) Console.Write(new string('x', 1 << 20)); \"end\"");
        run.Stdout.Length.ShouldBe(10 << 20);
        run.Stderr.ShouldContain("cut at 10 MiB");
        (await kernel.RunAsync("Console.WriteLine(\"the next cell\")")).Stdout.ShouldBe("the next cell\n");
        (await kernel.InterruptAsync("Console.WriteLine(\"ready\"); Thread.Sleep(100); while (true) Console.WriteLine(\"more\");")).ErrorName.ShouldBe("Interrupted");
    }

    private static async Task<(CellRun Run, string Died)> DieAsync(CourseKernel kernel, string code)
    {
        var run = new CellRun();
        var died = await Should.ThrowAsync<KernelDiedException>(async () =>
        {
            await foreach (var message in kernel.Process.Client.ExecuteAsync(code, null, Deadline)) run.Add(message);
        });
        return (run, died.Message);
    }

    private static async Task GoneAsync(int id)
    {
        while (SystemProcess.IsAlive(id)) await Task.Delay(20, Deadline);
    }
}

namespace StorageCourse.Tests.Session;

public sealed class InterruptTests(CourseKernel kernel) : IClassFixture<CourseKernel>
{
    private const string Ready = "Console.WriteLine(\"ready\");";

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("while (true) ;")]
    [InlineData("for (;;) Math.Sqrt(2);")]
    [InlineData("for (int i = 0; i <= int.MaxValue; i++) ;")]
    [InlineData("for (int i = 0, k = 0; k < 1; i++) ;")]
    [InlineData("again: goto again;")]
    [InlineData("IEnumerable<int> Naturals() { for (var i = 0; ; i++) yield return i; }\nNaturals().Where(i => i < 0).Count()")]
    [InlineData("Enumerable.Range(0, int.MaxValue).SelectMany(i => Enumerable.Range(0, int.MaxValue), (a, b) => a ^ b).Max()")]
    [InlineData("(from a in Enumerable.Range(0, int.MaxValue) from b in Enumerable.Range(0, int.MaxValue) where a > b + int.MaxValue / 2 select a * b).Max()")]
    [InlineData("IEnumerable<int> Silent() { while (true) { if (Environment.TickCount64 < 0) yield return 1; } }\nSilent()")]
    [InlineData("long Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);\nFib(90)")]
    [InlineData("void Hanoi(int n) { if (n == 0) return; Hanoi(n - 1); Hanoi(n - 1); }\nHanoi(60);")]
    [InlineData("Thread.Sleep(1_000_000);")]
    [InlineData("new TaskCompletionSource<int>().Task.Result")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("await Task.Yield(); while (true) {}")]
    [InlineData("await Task.Delay(1).ConfigureAwait(false); while (true) {}")]
    [InlineData("Task.Run(() => { while (true) {} }).Wait();")]
    [InlineData("Parallel.For(0, 4, _ => { while (true) {} });")]
    [InlineData("while (true) { try { Thread.Sleep(1); } catch {} }")]
    [InlineData("var key = new object(); Task.Run(() => { Monitor.Enter(key); }).Wait(); lock (key) {}")]
    [InlineData("await foreach (var x in Forever()) {}\nasync IAsyncEnumerable<int> Forever() { while (true) { await Task.Yield(); yield return 1; } }")]
    public async Task An_interrupt_ends_the_cell_and_keeps_the_session(string code)
    {
        await kernel.ValueAsync("var kept = 42;");
        // A local function or a label must stand before the sign, on a line of its own.
        var run = await kernel.InterruptAsync($"{Ready}\n{code}");
        run.ErrorName.ShouldBe("Interrupted");
        run.Stderr.ShouldBe("", "nothing was left behind");
        (await kernel.ValueAsync("kept")).ShouldBe("42");
    }

    [Fact]
    public async Task Twenty_interrupts_in_a_row_leave_the_session_as_it_was()
    {
        await kernel.ValueAsync("var twenty = 20;");
        for (var i = 0; i < 20; i++)
        {
            var run = await kernel.InterruptAsync(i % 2 == 0 ? $"{Ready} while (true) {{ Math.Sqrt(2); }}" : $"{Ready} await Task.Yield(); while (true) {{ try {{ Thread.Sleep(5); }} catch (ThreadInterruptedException) {{ }} }}");
            run.ErrorName.ShouldBe("Interrupted");
        }

        (await kernel.ValueAsync("twenty")).ShouldBe("20");
    }

    [Fact]
    public async Task Code_that_cannot_be_stopped_is_left_behind_and_the_session_goes_on()
    {
        var run = await kernel.InterruptAsync(
            """
            [System.Runtime.InteropServices.DllImport("libc")] static extern uint sleep(uint seconds);
            var before = 7;
            Console.WriteLine("ready");
            while (sleep(20) > 0) {}
            """);
        run.ErrorName.ShouldBe("Interrupted");
        run.Stderr.ShouldContain("left behind");
        (await kernel.ValueAsync("before")).ShouldBe("7");
    }

    [Fact]
    public async Task What_a_cell_declared_before_the_interrupt_stays()
    {
        (await kernel.InterruptAsync("var halfway = 1; Console.WriteLine(\"ready\"); halfway = 2; Thread.Sleep(-1); halfway = 3;")).ErrorName.ShouldBe("Interrupted");
        (await kernel.ValueAsync("halfway")).ShouldBe("2");
    }

    [Fact]
    public async Task A_query_of_an_hour_ends_in_a_sql_cell_and_through_a_driver()
    {
        await kernel.ValueAsync("#!import ../helpers/setup.csx\nvar lab = await Lab.StartAsync(\"postgres\");");
        var cell = kernel.InterruptAsync("#!csharp\nConsole.WriteLine(\"ready\");\n#!sql\nselect pg_sleep(3600)");
        (await cell).ErrorName.ShouldBe("Interrupted");
        (await kernel.RunAsync("#!sql\nselect 1 as one")).Shown.ShouldContain("1 row");

        (await kernel.InterruptAsync("var conn = (NpgsqlConnection)await lab.Postgres.OpenAsync(); Console.WriteLine(\"ready\"); conn.Query(\"select pg_sleep(3600)\");"))
            .ErrorName.ShouldBe("Interrupted");
        (await kernel.InterruptAsync("var other = await lab.Postgres.OpenAsync(); Console.WriteLine(\"ready\"); await other.QueryAsync(\"select pg_sleep(3600)\");"))
            .ErrorName.ShouldBe("Interrupted");
        (await kernel.ValueAsync("conn is null")).ShouldBe("false");
    }
}

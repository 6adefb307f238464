using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Host;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Display;

public sealed class DisplayInCellTests(CourseKernel kernel) : IClassFixture<CourseKernel>
{
    [Fact]
    public async Task A_display_is_updated_in_place()
    {
        var run = await kernel.RunAsync("var shown = display(\"a\"); shown.Update(\"b\"); HTML(\"<b>x</b>\").Display(); 5.Display(\"text/plain\");");
        run.Shown.ShouldBe("a\nb\n<b>x</b>\n5");
        run.Displays[2].GetProperty(MimeType.Html).GetString().ShouldBe("<b>x</b>");
        run.Displays[3].TryGetProperty(MimeType.Html, out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_display_can_be_updated_from_a_later_cell()
    {
        var first = new List<KernelMessage>();
        await foreach (var message in kernel.Process.Client.ExecuteAsync("var handle = display(1);", null, CourseKernel.Deadline)) first.Add(message);
        var second = new List<KernelMessage>();
        await foreach (var message in kernel.Process.Client.ExecuteAsync("handle.Update(2);", null, CourseKernel.Deadline)) second.Add(message);
        second.OfType<UpdateDisplayData>().Single().DisplayId.ShouldBe(first.OfType<DisplayData>().Single().DisplayId);
    }

    [Fact]
    public async Task A_background_task_writes_under_the_cell_that_started_it()
    {
        var late = new List<(string? Cell, KernelMessage Message)>();
        var all = new TaskCompletionSource();
        void Take(string? cell, KernelMessage message)
        {
            late.Add((cell, message));
            if (late.Count == 3) all.TrySetResult();
        }

        kernel.Process.Client.Late += Take;
        await kernel.ValueAsync("var go = new SemaphoreSlim(0); _ = Task.Run(async () => { await go.WaitAsync(); Console.WriteLine(\"out\"); Console.Error.WriteLine(\"err\"); display(\"shown\"); });");
        var releasing = new CellRun();
        await foreach (var message in kernel.Process.Client.ExecuteAsync("go.Release(); Console.Write(\"mine\");", "other", CourseKernel.Deadline)) releasing.Add(message);
        await all.Task.WaitAsync(CourseKernel.Deadline);
        kernel.Process.Client.Late -= Take;
        releasing.Stdout.ShouldBe("mine");
        late.ShouldAllBe(entry => entry.Cell == "cell");
        late.Select(entry => entry.Message).OfType<StreamText>().ShouldBe([new StreamText("stdout", "out\n"), new StreamText("stderr", "err\n")]);
        late[2].Message.ShouldBeOfType<DisplayData>();
    }

    [Fact]
    public async Task Output_appears_while_the_cell_runs()
    {
        var gate = Path.GetTempFileName();
        var seen = new List<string>();
        await foreach (var message in kernel.Process.Client.ExecuteAsync($"Console.Write(\"first\"); while (File.Exists(@\"{gate}\")) Thread.Sleep(5); Console.Error.Write(\"second\");", null, CourseKernel.Deadline))
        {
            if (message is not StreamText text) continue;
            seen.Add($"{text.Name}: {text.Text}");
            File.Delete(gate);
        }

        seen.ShouldBe(["stdout: first", "stderr: second"]);
    }

    [Fact]
    public async Task A_value_that_cannot_be_shown_in_a_form_says_which_there_are() =>
        (await kernel.RunAsync("5.Display(\"image/png\");")).Traceback.ShouldContain("text/plain");
}

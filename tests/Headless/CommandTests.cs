using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using StorageCourse.Engine.Notebook;

namespace StorageCourse.Tests.Headless;

/// <summary>The commands as a shell sees them: exit codes, signals, files, the surroundings that a user's machine may have.</summary>
public sealed class CommandTests : IDisposable
{
    private readonly CourseFolder course = new();

    public void Dispose() => course.Dispose();

    [Fact]
    public async Task A_run_leaves_notebooks_pages_and_reports_and_exits_with_0()
    {
        course.Add("01-a", "print a");
        course.Add("02-b", "print b");
        var run = await CourseProcess.RunAsync(course, "run", "--kernel", "scripted", "--alone", "--jobs", "2");
        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("✓ all 2 chapters hold: 2 cells · 0 claims · 0 exercises");
        Directory.GetFiles(course.Path("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            ["01-a.html", "01-a.ipynb", "02-b.html", "02-b.ipynb", "junit.xml", "report.html", "report.json", "summary.md"]);
    }

    [Fact]
    public async Task A_failing_cell_makes_exit_code_1_and_all_is_written()
    {
        course.Add("01-a", "fail <b>\u0001 & so");
        var summary = course.Path("step.md");
        var run = await CourseProcess.RunAsync(
            course, new Dictionary<string, string?> { ["GITHUB_STEP_SUMMARY"] = summary }, "run", "1", "--kernel", "scripted", "--alone", "--out", "else where");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("cell 1 failed: Failure");
        XDocument.Parse(await File.ReadAllTextAsync(course.Path("else where", "junit.xml"), TestContext.Current.CancellationToken))
            .Descendants("failure").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("Failure: <b>\uFFFD & so");
        (await File.ReadAllTextAsync(summary, TestContext.Current.CancellationToken)).ShouldStartWith("## ✗ Course run: the chapter failed");
        (await File.ReadAllTextAsync(course.Path("else where", "report.html"), TestContext.Current.CancellationToken)).ShouldContain("&lt;b&gt;");
    }

    [Theory]
    [InlineData("expected one of the chapters 01, got \"7\"", "run", "7")]
    [InlineData("expected a chapter's number or the path of an .ipynb file, got \"x\"", "run", "x")]
    [InlineData("expected a notebook at", "run", "x.ipynb")]
    [InlineData("expected an installed Jupyter kernel, got \"nope\"", "run", "--kernel", "nope")]
    [InlineData("--cell-timeout: expected seconds", "run", "--cell-timeout", "0,5")]
    [InlineData("--jobs: expected a number of at least 1", "run", "--jobs", "0")]
    public async Task A_wrong_call_says_what_was_expected_and_runs_nothing(string message, params string[] args)
    {
        course.Add("01-a", "print a");
        var run = await CourseProcess.RunAsync(course, args);
        run.ExitCode.ShouldNotBe(0);
        run.Errors.ShouldContain(message);
        Directory.Exists(course.Path("out")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_required_store_that_no_cell_asked_for_is_named_and_a_chapter_after_it_is_a_chapter()
    {
        course.Add("01-a", "print a", """outcome {"kind":"store","id":"redis","status":"passed","title":"Redis","detail":"","figures":{}}""");
        course.Add("02-b", "print b");
        var run = await CourseProcess.RunAsync(course, "run", "--kernel", "scripted", "--alone", "--require", "redis,postgress", "1");
        run.ExitCode.ShouldBe(0, run.Errors);
        run.Output.ShouldContain("✓ the chapter holds: 2 cells");
        run.Errors.Trim().ShouldBe("course: no cell that was run asked for the store postgress, so --require postgress has required nothing");
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_stops_the_run_and_the_report_is_still_written(string signal)
    {
        course.Add("01-a", "print a", $"touch {course.Path("reached")}\nhang");
        course.Add("02-b", "print b");
        await using var run = CourseProcess.Start(course, new Dictionary<string, string?>(), "run", "--kernel", "scripted", "--alone");
        // It exists before it holds the process's number.
        await RunnerTests.Until(() => new FileInfo(course.Path("reached")) is { Exists: true, Length: > 0 });
        await run.SignalAsync(signal);
        var (code, output, errors) = await run.EndAsync();
        code.ShouldBe(130, errors);
        output.ShouldContain("stopped before its end");
        var report = JsonNode.Parse(await File.ReadAllTextAsync(course.Path("out", "report.json"), TestContext.Current.CancellationToken))!;
        report["wasStopped"]!.GetValue<bool>().ShouldBeTrue();
        report["notebooks"]![0]!["cells"]![1]!["error"]!["name"]!.GetValue<string>().ShouldBe("Stopped");
        IsAlive(await File.ReadAllTextAsync(course.Path("reached"), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_signal_ends_a_command_that_reports_nothing_in_a_word_and_its_kernel_with_it(string signal)
    {
        Directory.CreateDirectory(course.Path("notebooks"));
        course.Write("helpers/setup.csx", $"""File.WriteAllText("{course.Path("reached")}", Environment.ProcessId.ToString()); while (true) Thread.Sleep(100);""");
        await using var progress = CourseProcess.Start(course, new Dictionary<string, string?>(), "progress");
        await RunnerTests.Until(() => new FileInfo(course.Path("reached")) is { Exists: true, Length: > 0 });
        await progress.SignalAsync(signal);
        var (code, _, errors) = await progress.EndAsync();
        code.ShouldBe(130);
        errors.Trim().ShouldBe("course: stopped");
        IsAlive(await File.ReadAllTextAsync(course.Path("reached"), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_output_folder_that_can_not_be_written_is_an_error_after_the_run()
    {
        course.Add("01-a", "print a");
        course.Write("out", "a file where the folder should be");
        var run = await CourseProcess.RunAsync(course, "run", "--kernel", "scripted", "--alone");
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("✓ the chapter holds");
        run.Errors.ShouldContain($"course: could not write {course.Path("out", "report.json")}: ");
    }

    [Fact]
    public async Task What_can_be_written_stays_where_one_file_can_not()
    {
        course.Add("01-a", "print a");
        Directory.CreateDirectory(course.Path("out", "report.html"));
        var run = await CourseProcess.RunAsync(course, "run", "--kernel", "scripted", "--alone");
        run.ExitCode.ShouldBe(2);
        run.Errors.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain("report.html");
        File.Exists(course.Path("out", "report.json")).ShouldBeTrue();
        Directory.GetFiles(course.Path("out"), ".*").ShouldBeEmpty();
    }

    [Fact]
    public async Task On_a_full_disk_what_fits_is_written_and_the_rest_is_named()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "only root can mount a small disk");
        course.Add("01-a", "flood 20000");
        var disk = Directory.CreateDirectory(course.Path("out")).FullName;
        await MountAsync("/bin/mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk);
        try
        {
            var run = await CourseProcess.RunAsync(course, "run", "--kernel", "scripted", "--alone");
            run.ExitCode.ShouldBe(2);
            run.Errors.ShouldContain("course: could not write " + Path.Combine(disk, "01-a.ipynb"));
            Directory.GetFiles(disk).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["junit.xml", "report.html", "report.json", "summary.md"]);
        }
        finally
        {
            await MountAsync("/bin/umount", disk);
        }
    }

    [Fact]
    public async Task Two_runs_at_once_do_not_disturb_each_other()
    {
        course.Add("01-a", "print a");
        var both = await Task.WhenAll(CourseProcess.RunAsync(course, "run", "--kernel", "scripted", "--alone"), CourseProcess.RunAsync(course, "run", "--kernel", "scripted", "--alone"));
        both.ShouldAllBe(run => run.ExitCode == 0);
        JsonNode.Parse(await File.ReadAllTextAsync(course.Path("out", "report.json"), TestContext.Current.CancellationToken)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_locale_with_decimal_commas_and_no_HOME_change_nothing()
    {
        course.Add("01-a", "print a", """outcome {"kind":"claim","id":"01.a","status":"passed","title":"x","detail":"2.5 times","figures":{"ratio":2.5,"at_least":1.5}}""");
        var german = new Dictionary<string, string?> { ["LC_ALL"] = "de_DE.UTF-8", ["LANG"] = "de_DE.UTF-8", ["HOME"] = null, ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "0" };
        var run = await CourseProcess.RunAsync(course, german, "run", "--kernel", "scripted", "--alone", "--cell-timeout", "30.5");
        run.ExitCode.ShouldBe(0, run.Errors);
        var page = await File.ReadAllTextAsync(course.Path("out", "report.html"), TestContext.Current.CancellationToken);
        page.ShouldContain("measured 2.5, claimed 1.5");
        page.ShouldNotContain("style=\"flex:0,");
        var suite = XDocument.Parse(await File.ReadAllTextAsync(course.Path("out", "junit.xml"), TestContext.Current.CancellationToken)).Root!;
        suite.Attribute("time")!.Value.ShouldNotContain(",");
        Should.NotThrow(() => JsonDocument.Parse(File.ReadAllText(course.Path("out", "report.json"))));
    }

    [Fact]
    public async Task In_a_terminal_the_cells_that_run_are_shown_and_the_lines_of_ended_notebooks_stay()
    {
        course.Add("01-a", "print a");
        course.Add("02-b", "fail it");
        course.Write("jupyter/kernels/scripted/kernel.json", ScriptedKernel.Json);
        // script(1) gives the command a terminal.
        var start = new ProcessStartInfo("/usr/bin/script", ["-qec", $"'{CourseProcess.Program}' run --kernel scripted --alone", "/dev/null"])
        {
            WorkingDirectory = course.Course.Root, UseShellExecute = false, RedirectStandardOutput = true,
        };
        (start.Environment["JUPYTER_PATH"], start.Environment["CI"], start.Environment["TERM"]) = (course.Path("jupyter"), "", "xterm");
        using var script = Process.Start(start)!;
        var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);
        script.ExitCode.ShouldBe(1, output);
        output.ShouldContain("━");
        output.ShouldContain("✓ 01-a: 1/1 cells");
        output.ShouldContain("cell 1 failed: Failure");
    }

    [Fact]
    public async Task Check_grades_a_learners_notebook_and_writes_nothing()
    {
        static JsonObject Exercise(string id) => new() { ["exercise"] = id };
        course.Add(
            "01-a", ("answer left", Exercise("01.1")), ("await Check.Exercise(\"01.1\")", null), ("answer right", Exercise("01.2")), ("await Check.Exercise(\"01.2\")", null));
        var before = await File.ReadAllBytesAsync(course.Path("notebooks", "01-a.ipynb"), TestContext.Current.CancellationToken);
        course.Write("notebooks/01-mine.ipynb", System.Text.Encoding.UTF8.GetString(before));
        var check = await CourseProcess.RunAsync(course, new Dictionary<string, string?> { ["TERM"] = "xterm" }, "check", "1", "notebooks/01-mine.ipynb", "--kernel", "scripted");
        check.ExitCode.ShouldBe(1, check.Errors);
        check.Output.ShouldNotContain("\u001b");
        check.Output.ShouldContain("1 of 2 exercises solved");
        check.Output.ShouldContain("you said \"left\"");
        Directory.Exists(course.Path("out")).ShouldBeFalse();
        (await File.ReadAllBytesAsync(course.Path("notebooks", "01-a.ipynb"), TestContext.Current.CancellationToken)).ShouldBe(before);
    }

    [Fact]
    public async Task Reset_brings_the_committed_notebook_back_and_keeps_the_learners()
    {
        course.Add("01-a", "# your answer");
        var path = course.Path("notebooks", "01-a.ipynb");
        var committed = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        foreach (var command in (string[])["init -q", "add -A", "-c user.name=a -c user.email=a@b commit -q -m first"]) await GitAsync(command);
        (await CourseProcess.RunAsync(course, "reset", "1")).Output.ShouldContain("nothing to do");

        var mine = committed.Replace("your answer", "mine ü", StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, mine, TestContext.Current.CancellationToken);
        var reset = await CourseProcess.RunAsync(course, "reset", "01");
        reset.ExitCode.ShouldBe(0, reset.Errors);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe(committed);
        var backup = Directory.GetFiles(course.Path("notebooks"), "*.bak").ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(backup, TestContext.Current.CancellationToken)).ShouldBe(mine);
        reset.Output.ShouldContain(Path.GetFileName(backup));
    }

    [Fact]
    public async Task Reset_without_a_repository_changes_nothing_and_says_why()
    {
        course.Add("01-a", "mine");
        var reset = await CourseProcess.RunAsync(course, new Dictionary<string, string?> { ["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(course.Course.Root) }, "reset", "1");
        reset.ExitCode.ShouldBe(2);
        reset.Errors.ShouldContain("expected notebooks/01-a.ipynb in the last commit");
        NotebookDocument.Parse(await File.ReadAllBytesAsync(course.Path("notebooks", "01-a.ipynb"), TestContext.Current.CancellationToken), "x").Cells[1].Source.ShouldBe("mine");
    }

    private static async Task MountAsync(string program, params string[] arguments)
    {
        using var mount = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = await mount.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await mount.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(mount.ExitCode == 0, errors);
    }

    private async Task GitAsync(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = course.Course.Root, UseShellExecute = false })!;
        await git.WaitForExitAsync(TestContext.Current.CancellationToken);
        git.ExitCode.ShouldBe(0);
    }

    private static bool IsAlive(string process)
    {
        try
        {
            using var found = Process.GetProcessById(int.Parse(process, null));
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

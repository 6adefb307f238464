using System.Text.Json;

namespace StorageCourse.Tests.Jupyter;

public sealed class NbclientTests
{
    [Fact]
    public async Task Nbclient_runs_a_notebook_and_gets_every_kind_of_output()
    {
        using var installed = new InstalledKernel(TestKernel.Spec.Argv);
        var cells = JsonElement.Parse(await Python.RunAsync(
            "nbclient_run.py", [installed.Name, "hello", "print 1\n2\n", "mix", "fail no", "hello"], ("JUPYTER_PATH", installed.Root)));
        cells[0].GetProperty("count").GetInt32().ShouldBe(1);
        Output(0).GetProperty("data").GetProperty("text/plain").GetString().ShouldBe("hello");
        Output(1).GetProperty("text").GetString().ShouldBe("1\n2\n");
        Output(2).GetProperty("data").GetProperty("application/json").GetProperty("h")[0].GetInt32().ShouldBe(1);
        cells[2].GetProperty("outputs").GetArrayLength().ShouldBe(1, "clear_output(wait) takes all away that stood before the result");
        Output(3).GetProperty("ename").GetString().ShouldBe("Failure");
        cells[4].GetProperty("count").GetInt32().ShouldBe(5);

        JsonElement Output(int cell) => cells[cell].GetProperty("outputs")[0];
    }

    [Fact]
    public async Task Nbclient_runs_CSharp_in_the_courses_kernel()
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "storage-course.exe" : "storage-course");
        using var installed = new InstalledKernel(program, "kernel", "--connection-file", "{connection_file}");
        var cells = JsonElement.Parse(await Python.RunAsync(
            "nbclient_run.py", [installed.Name, "var x = 6;", "Console.WriteLine($\"é{x}\");", "int.Parse(\"six\")", "x * 7"], ("JUPYTER_PATH", installed.Root)));
        cells[1].GetProperty("outputs")[0].GetProperty("text").GetString().ShouldBe("é6\n");
        cells[2].GetProperty("outputs")[0].GetProperty("ename").GetString().ShouldBe("FormatException");
        cells[3].GetProperty("outputs")[0].GetProperty("data").GetProperty("text/plain").GetString().ShouldBe("42");
    }

    [Fact]
    public async Task Jupyters_manager_interrupts_restarts_and_ends_the_kernel()
    {
        using var installed = new InstalledKernel(TestKernel.Spec.Argv);
        (await Python.RunAsync("manager.py", [installed.Name], ("JUPYTER_PATH", installed.Root))).Trim().ShouldBe("Interrupted 1 gone");
    }
}

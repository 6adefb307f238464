using System.Text.Json;

namespace StorageCourse.Tests.Jupyter;

public sealed class NbclientTests
{
    [Fact]
    public async Task Nbclient_runs_a_notebook_and_gets_every_kind_of_output()
    {
        using var installed = new InstalledTestKernel();
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
}

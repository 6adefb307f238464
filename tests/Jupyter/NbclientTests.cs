using System.Text.Json;

namespace StorageCourse.Tests.Jupyter;

public sealed class NbclientTests
{
    [Fact]
    public async Task Nbclient_runs_a_notebook_and_gets_every_kind_of_output()
    {
        await using var kernel = new RunningKernel();
        var cells = JsonElement.Parse(await kernel.PythonAsync("nbclient_run.py", "hello", "print 1\n2\n", "mix", "fail no"));
        cells[0].GetProperty("count").GetInt32().ShouldBe(1);
        cells[0].GetProperty("outputs")[0].GetProperty("data").GetProperty("text/plain").GetString().ShouldBe("hello");
        cells[1].GetProperty("outputs")[0].GetProperty("text").GetString().ShouldBe("1\n2\n");
        cells[2].GetProperty("outputs")[0].GetProperty("data").GetProperty("application/json").GetProperty("h")[0].GetInt32().ShouldBe(1);
        cells[3].GetProperty("outputs")[0].GetProperty("ename").GetString().ShouldBe("Failure");
    }
}

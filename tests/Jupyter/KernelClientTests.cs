using StorageCourse.Engine.Jupyter.Client;

namespace StorageCourse.Tests.Jupyter;

public sealed class KernelClientTests
{
    private static CancellationToken Deadline => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public async Task A_cell_yields_its_messages_in_order_and_its_reply_as_the_last()
    {
        await using var kernel = new RunningKernel();
        await using var client = await KernelClient.ConnectAsync(kernel.Connection, Deadline);
        (await client.WaitUntilReadyAsync(Deadline)).GetProperty("language_info").GetProperty("name").GetString().ShouldBe("csharp");
        var messages = await client.ExecuteAsync("mix", "cell-1", Deadline).ToListAsync(Deadline);
        messages.Select(message => message.GetType().Name).ShouldBe(
            ["ExecuteInput", "StreamText", "StreamText", "DisplayData", "StreamText", "UpdateDisplayData", "ClearOutput", "ExecuteResult", "ExecuteReply"]);
        messages[1].ShouldBe(new StreamText("stdout", "ab"));
        kernel.Session.Requests[0].CellId.ShouldBe("cell-1");
    }
}

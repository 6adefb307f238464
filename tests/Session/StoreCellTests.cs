using StorageCourse.Host;

namespace StorageCourse.Tests.Session;

public sealed class StoreCellTests(StoreCellTests.KernelWithStores stores) : IClassFixture<StoreCellTests.KernelWithStores>
{
    [Fact]
    public void A_lab_tells_in_one_display_what_became_of_each_store() =>
        Outcome.ListFromJson(stores.Started.Displays.ShouldHaveSingleItem().GetProperty(MimeType.Outcome).GetRawText()).Select(outcome => (outcome.Kind, outcome.Id))
            .ShouldBe([(OutcomeKind.Store, "postgres"), (OutcomeKind.Store, "redis")]);

    [Fact]
    public async Task A_servers_error_says_its_line_in_the_cell_once()
    {
        var run = await stores.Kernel.RunAsync("#!time\n\n#!sql\nselect 1 as one;\nselekt 2");
        run.ErrorName.ShouldBe("42601");
        run.Error!.Value.ShouldStartWith("syntax error at or near \"selekt\"\nstatement 2 of 2, line 5: selekt 2\n");
        run.Traceback.Split("line ").Length.ShouldBe(2, run.Traceback);
    }

    [Fact]
    public async Task An_error_that_no_server_was_asked_for_quotes_its_line_in_the_cell()
    {
        var run = await stores.Kernel.RunAsync("#!time\n#!redis\nPING\nMONITOR");
        run.Error!.Value.ShouldNotContain("line");
        run.Traceback.ShouldContain("(line 4, column 1)\n    4 | MONITOR");
    }

    /// <summary>A kernel with a lab of two stores.</summary>
    public sealed class KernelWithStores : IAsyncLifetime
    {
        public CourseKernel Kernel { get; } = new();

        public CellRun Started { get; private set; } = new();

        public async ValueTask InitializeAsync()
        {
            await Kernel.InitializeAsync();
            await Kernel.ValueAsync("#!import ../helpers/setup.csx");
            Started = await Kernel.RunAsync("var lab = await Lab.StartAsync(\"postgres\", \"redis\");");
            Started.Error.ShouldBeNull(Started.Traceback);
        }

        public ValueTask DisposeAsync() => Kernel.DisposeAsync();
    }
}

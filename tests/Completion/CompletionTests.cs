using System.Text.Json;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests.Completion;

/// <summary>What a front end is offered while somebody types: asked through the protocol, while another cell runs.</summary>
public sealed class CompletionTests(CompletionTests.BusyKernel busy) : IClassFixture<CompletionTests.BusyKernel>
{
    // The cursor in the texts below.
    private const char Cursor = '▮';

    [Theory]
    [InlineData("orders.▮", "Sum Where Count Average ToLookup ForEach")]
    [InlineData("orders\n    .Where(o => o.Total > 1)\n    .OrderBy▮", "OrderBy OrderByDescending")]
    [InlineData("orders[0].T▮", "Total")]
    [InlineData("orders[0]?.Cust▮", "Customer")]
    [InlineData("var late = late▮", "lateComer")]
    [InlineData("Twi▮", "Twice")]
    [InlineData("Need.▮", "Postgres Redis Of")]
    [InlineData("lab.▮", "Postgres Mongo Stores")]
    [InlineData("Plan.▮", "Show Compare ExplainAsync Parse")]
    [InlineData("using System.Net.▮", "Http Sockets")]
    [InlineData("var client = new System.Net.Http.Ht▮", "HttpClient HttpMethod")]
    [InlineData("DayOfWeek.▮", "Monday Sunday")]
    [InlineData("$\"{orders[0].To▮\"", "Total")]
    [InlineData("#!time\nstring.Jo▮", "Join")]
    [InlineData("#!sq▮", "#!sql")]
    [InlineData("#!ti▮", "#!time")]
    [InlineData("#!sql --▮", "--name --on --limit --store")]
    [InlineData("#!sql --name x --▮", "--on --limit --store")]
    [InlineData("#!set --name x --value @▮", "@csharp:orders @input: @password:")]
    [InlineData("#!share --from cs▮", "csharp")]
    [InlineData("#!share --from csharp ord▮", "orders")]
    [InlineData("#!requires st▮", "store:")]
    [InlineData("#!import ../helpers/se▮", "setup.csx")]
    [InlineData("#!import ../hel▮", "helpers/")]
    [InlineData("#load \"../helpers/▮", "references.csx setup.csx ../")]
    [InlineData("#r \"../helpers/bin/Help▮\"", "Helpers.dll")]
    [InlineData("#!sql\nselect count(*) from completi▮", "completion_orders")]
    [InlineData("#!sql\nselect tot▮ from completion_orders", "total")]
    [InlineData("#!sql\nselect o.▮ from completion_orders o", "id total")]
    [InlineData("#!sql\nselect generate_ser▮", "generate_series")]
    [InlineData("#!redis\nZRANGEB▮", "ZRANGEBYSCORE ZRANGEBYLEX")]
    [InlineData("#!redis\nGET compl▮", "completion:1")]
    public async Task While_a_query_runs_there_is_offered(string text, string expected)
    {
        var (matches, _, _) = await busy.CompleteAsync(text);
        foreach (var one in expected.Split(' ')) matches.ShouldContain(one);
    }

    [Theory]
    [InlineData("#!sql --name x --na▮")]
    [InlineData("#!sql --name ▮")]
    [InlineData("#!import nowhere/at/all/▮")]
    [InlineData("var s = \"Cons▮\";")]
    [InlineData("var s = $\"Cons▮\";")]
    [InlineData("// Cons▮")]
    [InlineData("1 + 1 /* Cons▮ */")]
    [InlineData("orders.NoSuch▮")]
    public async Task Nothing_is_offered_where_nothing_fits(string text) => (await busy.CompleteAsync(text)).Matches.ShouldBeEmpty();

    [Fact]
    public async Task What_is_replaced_is_counted_in_code_points()
    {
        var (matches, start, end) = await busy.CompleteAsync("var s = \"😀😀\"; orders.Av▮");
        matches.ShouldContain("Average");
        (start, end).ShouldBe((21, 23));
        (_, start, end) = await busy.CompleteAsync("#!sql\nselect '😀' from completion_o▮");
        (start, end).ShouldBe((22, 34));
        (_, start, end) = await busy.CompleteAsync("#!import ../helpers/se▮");
        (start, end).ShouldBe((20, 22));
    }

    [Fact]
    public async Task Variables_come_before_types_and_keywords_last()
    {
        var (matches, _, _) = await busy.CompleteAsync("o▮");
        matches.ShouldContain("object");
        matches.ShouldContain("ObsoleteAttribute");
        Array.IndexOf(matches, "orders").ShouldBeLessThan(Array.IndexOf(matches, "ObsoleteAttribute"));
        Array.IndexOf(matches, "ObsoleteAttribute").ShouldBeLessThan(Array.IndexOf(matches, "operator"));
    }

    [Theory]
    [InlineData("orders.Wh▮ere(o => true)", ".Where<Order>(Func<Order, bool> predicate)", "Filters a sequence of values based on a predicate")]
    [InlineData("string.Join(▮", "string.Join(string? separator, params string?[] value)", "Concatenates")]
    [InlineData("string.Join(\",\", orders.Select(o => o.Total), ▮)", "string.Join(char separator, params string?[] value)", "separator: ")]
    [InlineData("new List<int>(▮)", "List<int>.List(int capacity)", "initial capacity")]
    [InlineData("Twi▮ce(2)", "int Twice(int number)", "Twice the number.")]
    [InlineData("ord▮ers", "List<Order> orders", "")]
    [InlineData("await Lab.StartAs▮ync(\"redis\")", "Lab.StartAsync(", "Finds or starts a server")]
    [InlineData("Need.Post▮gres", "Need Need.Postgres", "A PostgreSQL server")]
    [InlineData("Bench.Compare(▮", "Bench.Compare", "")]
    [InlineData("Dapper.SqlMapper.Que▮ry<int>", "SqlMapper.Query", "Executes a query")]
    [InlineData("int.Pa▮rse(\"1\")", "int.Parse(string s)", "throws FormatException")]
    [InlineData("#!s▮ql", "SQL on the lab's PostgreSQL", "--name")]
    [InlineData("#!sql --na▮me x", "--name: the C# variable", "")]
    [InlineData("#!redis\nZA▮DD k 1 a", "ZADD key", "Add")]
    [InlineData("#!sql\nselect * from comple▮tion_orders", "id, total", "")]
    public async Task What_stands_there_is_explained(string text, string declaration, string documentation)
    {
        var shown = await busy.InspectAsync(text);
        shown.ShouldNotBeNull();
        shown.ShouldContain(declaration);
        shown.ShouldContain(documentation);
    }

    [Fact]
    public async Task Inside_an_argument_list_every_overload_is_shown()
    {
        var shown = (await busy.InspectAsync("Console.WriteLine(▮)"))!;
        shown.Split('\n').Count(line => line.StartsWith("void Console.WriteLine(", StringComparison.Ordinal)).ShouldBeGreaterThan(17);
        (await busy.InspectAsync("Console.WriteLine(1) ▮")).ShouldBeNull();
        (await busy.InspectAsync("▮")).ShouldBeNull();
    }

    [Theory]
    [InlineData("var x = 1;", "complete")]
    [InlineData("for (var i = 0; i < 3; i++)\n{", "incomplete")]
    [InlineData("x +", "incomplete")]
    [InlineData("}", "invalid")]
    [InlineData("#!import ../helpers/setup.csx", "complete")]
    [InlineData("#!time\nif (true) {", "incomplete")]
    [InlineData("#!sql", "incomplete")]
    [InlineData("#!sql\nselect 1", "incomplete")]
    [InlineData("#!sql\nselect 1;", "complete")]
    [InlineData("#!redis\nPING\n", "complete")]
    [InlineData("#!nosuch", "complete")]
    public async Task A_console_is_told_whether_a_text_is_complete(string code, string status) =>
        (await busy.AskAsync("is_complete_request", new { code })).GetProperty("status").GetString().ShouldBe(status);

    /// <summary>The course's kernel with a lab, while a cell runs a query that does not end.</summary>
    public sealed class BusyKernel : IAsyncLifetime
    {
        private readonly CourseKernel kernel = new();
        private Task<CellRun>? running;

        public async ValueTask InitializeAsync()
        {
            await kernel.InitializeAsync();
            await RunAsync("#!import ../helpers/setup.csx");
            await RunAsync("var lab = await Lab.StartAsync(\"postgres\", \"redis\");");
            await RunAsync("#!sql\ncreate table completion_orders (id int primary key, total numeric);");
            await RunAsync("#!redis\nSET completion:1 x");
            await RunAsync("""
                record Order(string Customer, decimal Total);
                var orders = new List<Order> { new("Ada", 2), new("Bo", 3) };
                var lateComer = 1;
                /// <summary>Twice the number.</summary>
                int Twice(int number) => number * 2;
                """);
            running = kernel.RunAsync("#!sql\nselect pg_sleep(1000)");
        }

        public async ValueTask DisposeAsync()
        {
            await kernel.Process.InterruptAsync(CourseKernel.Deadline);
            (await running!).ErrorName.ShouldBe("Interrupted");
            await kernel.DisposeAsync();
        }

        internal async Task<(string[] Matches, int Start, int End)> CompleteAsync(string text)
        {
            var (code, position) = Split(text);
            var reply = await kernel.Process.Client.CompleteAsync(code, position, CourseKernel.Deadline);
            return ([.. reply.GetProperty("matches").EnumerateArray().Select(match => match.GetString()!)],
                reply.GetProperty("cursor_start").GetInt32(), reply.GetProperty("cursor_end").GetInt32());
        }

        internal async Task<string?> InspectAsync(string text)
        {
            var (code, position) = Split(text);
            var reply = await AskAsync("inspect_request", new { code, cursor_pos = position, detail_level = 0 });
            return reply.GetProperty("found").GetBoolean() ? reply.GetProperty("data").GetProperty("text/plain").GetString() : null;
        }

        internal Task<JsonElement> AskAsync(string type, object content) =>
            kernel.Process.Client.RequestAsync(type, JsonSerializer.Serialize(content), CourseKernel.Deadline);

        private static (string Code, int Position) Split(string text) => (text.Replace($"{Cursor}", "", StringComparison.Ordinal), text.IndexOf(Cursor));

        private async Task RunAsync(string code)
        {
            var run = await kernel.RunAsync(code);
            run.Error.ShouldBeNull(run.Traceback);
        }
    }
}

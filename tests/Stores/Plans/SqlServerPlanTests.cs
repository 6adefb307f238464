using System.Runtime.CompilerServices;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Tests.Stores.Plans;

/// <summary>The showplans beside this file are written by hand in the words of the server's schema, for no SQL Server runs where these tests do.</summary>
public sealed class SqlServerPlanTests
{
    [Fact]
    public void A_showplan_knows_its_steps_rows_and_pages()
    {
        var plan = Written("lookup");
        plan.Server.ShouldBe("SQL Server");
        plan.Nodes.Select(node => node.Title).ShouldBe(["Nested Loops (Inner Join)", "Index Seek on orders o using orders_customer", "Key Lookup on orders o using PK_orders"]);
        plan.Rows.ShouldBe(1_187);
        plan.Pages.ShouldBe(3_566);
        plan.Nodes.Select(node => node.OwnPages).ShouldBe([null, 5, 3_561]);
        plan.Root.PagesRead.ShouldBe(3);
        (plan.Milliseconds, plan.PlanningMilliseconds).ShouldBe((12, 3));
    }

    [Fact]
    public void A_lookup_in_a_loop_is_expected_for_all_its_executions_and_marked_as_the_costly_step()
    {
        var plan = Written("lookup");
        var lookup = plan.Nodes[2];
        lookup.Loops.ShouldBe(1_187);
        lookup.ExpectedRows.ShouldBe(5);
        lookup.Misjudged!.Value.ShouldBe(237.4, tolerance: 0.1);
        plan.Costliest.ShouldBeSameAs(lookup);
        Text(plan).ShouldContain("Key Lookup on orders o using PK_orders · 9.00 ms · 1,187 rows (expected 5: 237× more) · 3,561 pages · 1,187 loops  ◀ 75 % of the time");
    }

    [Fact]
    public void In_row_mode_a_steps_time_holds_that_of_the_steps_below_it() =>
        Written("lookup").Nodes.Select(node => node.OwnMilliseconds).ShouldBe([2, 1, 9]);

    [Fact]
    public void Seeks_and_the_index_that_the_server_misses_are_told_without_database_and_schema()
    {
        var facts = Written("lookup").Nodes.SelectMany(node => node.Facts).ToList();
        facts.ShouldContain(new PlanFact("Seek", "o.customer_id = @customer"));
        facts.ShouldContain(new PlanFact("Seek", "o.id = o.id"));
        facts.ShouldContain(new PlanFact("Missing index", "orders (customer_id) include (total, placed_at)"));
    }

    [Fact]
    public void In_batch_mode_a_steps_time_is_its_own_and_threads_are_no_loops()
    {
        var plan = Written("columnstore");
        plan.Nodes.Select(node => node.Title).ShouldBe(["Parallelism (Gather Streams)", "Hash Match (Aggregate), batch mode", "Columnstore Index Scan, batch mode on facts using facts_columns"]);
        plan.Nodes.Select(node => node.OwnMilliseconds).ShouldBe([12, 12, 16]);
        plan.Nodes.ShouldAllBe(node => node.Loops == 1);
        plan.Nodes[2].ActualRows.ShouldBe(200_000);
        plan.Costliest.Relation.ShouldBe("facts");
    }

    [Fact]
    public void A_columnstores_segments_and_large_objects_are_counted()
    {
        var plan = Written("columnstore");
        plan.Pages.ShouldBe(53);
        (plan.Counters["Segments read"], plan.Counters["Segments skipped"]).ShouldBe((2, 3));
        plan.Nodes[2].Facts.ShouldContain(new PlanFact("Predicate", "facts.placed_at>='2025-01-01' AND facts.total>(9.50)"));
    }

    [Fact]
    public void A_batch_that_was_only_planned_has_a_plan_for_each_statement_and_is_judged_by_its_cost()
    {
        var plan = Written("planned");
        plan.Nodes.Select(node => node.Kind).ShouldBe(["Batch", "Sort (TopN Sort)", "Table Scan", "Clustered Index Delete"]);
        plan.Pages.ShouldBeNull();
        plan.Root.Cost!.Value.ShouldBe(3.6, tolerance: 1e-9);
        plan.Costliest.Kind.ShouldBe("Table Scan");
        Text(plan).ShouldContain("planned, not run");
        Text(plan).ShouldContain("Order by: c.created_at desc");
    }

    [Fact]
    public void A_step_that_says_nothing_of_its_run_hides_neither_time_nor_pages_of_those_below_it()
    {
        var silent = File.ReadAllText(PathOf("lookup")).Replace(
            """<RunTimeCountersPerThread Thread="0" ActualRows="1187" Batches="0" ActualEndOfScans="1" ActualExecutions="1" ActualExecutionMode="Row" ActualElapsedms="12" ActualCPUms="9" />""", "", StringComparison.Ordinal);
        var plan = Plan.Parse(silent);
        (plan.Root.Milliseconds, plan.Root.OwnMilliseconds, plan.Pages, plan.Rows).ShouldBe((10, null, 3_566, null));
    }

    [Fact]
    public void A_server_that_counts_rows_but_no_pages_and_no_time_has_run_the_query_all_the_same()
    {
        var old = System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(PathOf("lookup")), " Actual(LogicalReads|LobLogicalReads|PhysicalReads|ReadAheads|Elapsedms|CPUms)=\"\\d+\"|<QueryTimeStats[^>]*>", "");
        var plan = Plan.Parse(old);
        plan.Pages.ShouldBeNull();
        Text(plan).ShouldStartWith("SQL Server · 1,187 rows\n");
    }

    [Fact]
    public void A_conversion_that_keeps_the_plan_from_a_seek_is_pointed_out() =>
        Text(Written("planned")).ShouldContain("Warning: a conversion keeps the plan from a seek: CONVERT_IMPLICIT(nvarchar(20),customers.code,0)=@code");

    [Fact]
    public void Text_from_the_server_is_escaped()
    {
        var html = Written("planned").ToBundle().Data[MimeType.Html];
        html.ShouldContain("customers&lt;b&gt;");
        html.ShouldNotContain("customers<b>");
    }

    [Fact]
    public void Two_plans_can_be_compared_by_their_pages() =>
        Plan.Compare(Written("lookup"), Written("columnstore"), "rows", "columns").Evidence("pages").Ratio("rows", "columns").Value.ShouldBe(3_566 / 53.0);

    [Fact]
    public void A_result_that_holds_a_showplan_is_read_and_drawn_under_its_cell()
    {
        var xml = File.ReadAllText(PathOf("lookup"));
        var column = new TableColumn("Microsoft SQL Server 2005 XML Showplan", "nvarchar(max)");
        Plan.Show(new QueryResult([column], [[xml]])).Pages.ShouldBe(3_566);
        new SqlResultSet([column], [[xml]], [], 1, TimeSpan.Zero, PlanForm.Tree).ToBundle("").Data[MimeType.Text].ShouldStartWith("SQL Server · 12.0 ms · 3,566 pages");
        new SqlResultSet([column], [["<no plan"]], [], 1, TimeSpan.Zero, PlanForm.Tree).ToBundle("").Data[MimeType.Text].ShouldStartWith("<no plan");
    }

    [Theory]
    [InlineData("<ShowPlanXML", "cut off or no XML")]
    [InlineData("<html />", "got <html>")]
    [InlineData("<ShowPlanXML><BatchSequence /></ShowPlanXML>", "SET, DECLARE and the like have no plan")]
    public void What_is_no_showplan_is_refused_with_the_reason(string xml, string reason) =>
        Should.Throw<ArgumentException>(() => Plan.Parse(xml)).Message.ShouldContain(reason);

    private static string Text(Plan plan) => plan.ToBundle().Data[MimeType.Text];

    private static Plan Written(string name) => Plan.Parse(File.ReadAllText(PathOf(name)));

    private static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, $"sqlserver-{name}.xml");
}

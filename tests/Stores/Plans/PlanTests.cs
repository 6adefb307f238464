using System.Runtime.CompilerServices;
using StorageCourse.Host;

namespace StorageCourse.Tests.Stores.Plans;

/// <summary>The plans beside this file came from PostgreSQL 15.20 and MariaDB 10.11.19 on the shop at scale S.</summary>
public sealed class PlanTests
{
    [Fact]
    public void A_plan_of_postgres_knows_its_steps_rows_and_pages()
    {
        var plan = Recorded("postgres-sort");
        plan.Server.ShouldBe("PostgreSQL");
        plan.Nodes.Select(node => node.Title).ShouldBe(["Limit", "Sort", "Seq Scan on orders"]);
        plan.Pages.ShouldBe(754);
        plan.Rows.ShouldBe(20);
        plan.Nodes[2].ExpectedRows.ShouldBe(1_171);
        plan.Nodes[2].ActualRows.ShouldBe(1_187);
        plan.Nodes[2].Facts.ShouldContain(new PlanFact("Filter", "(customer_id = 273)"));
        plan.Counters["Rows Removed by Filter"].ShouldBe(78_813);
    }

    [Fact]
    public void The_pages_and_milliseconds_of_a_step_alone_leave_out_those_below_it()
    {
        var plan = Recorded("postgres-sort");
        plan.Nodes.Select(node => node.OwnPages).ShouldBe([0, 0, 754]);
        plan.Nodes.Sum(node => node.OwnMilliseconds!.Value).ShouldBe(plan.Root.Milliseconds!.Value, 1e-9);
        plan.Costliest.ShouldBeSameAs(plan.Nodes[2]);
    }

    [Fact]
    public void The_times_of_parallel_workers_overlap_and_are_not_added_up()
    {
        var plan = Recorded("postgres-parallel");
        var scan = plan.Nodes.Single(node => node.Relation == "order_items");
        scan.Title.ShouldBe("Parallel Seq Scan on order_items i");
        scan.Loops.ShouldBe(3);
        scan.ActualRows!.Value.ShouldBe(200_000, tolerance: 2);
        scan.Milliseconds!.Value.ShouldBeLessThan(plan.Milliseconds!.Value);
    }

    [Fact]
    public void A_plan_that_was_not_run_is_judged_by_its_cost()
    {
        var plan = Recorded("postgres-planned");
        plan.Pages.ShouldBeNull();
        plan.Costliest.Title.ShouldBe("Seq Scan on orders o");
        Text(plan).ShouldContain("planned, not run");
        plan.Counters.ContainsKey("pages").ShouldBeFalse();
    }

    [Fact]
    public void Rows_that_were_badly_estimated_are_pointed_out()
    {
        var text = Text(Recorded("postgres-misjudged"));
        text.ShouldContain("70,621 rows (expected 400: 177× more)");
        text.ShouldContain("◀ 76 % of the time");
    }

    [Fact]
    public void A_step_that_a_limit_stopped_is_not_misjudged()
    {
        var plan = Recorded("postgres-index-only");
        plan.Nodes[1].Title.ShouldBe("Index Only Scan on orders using t_o");
        plan.Nodes[1].IsCutShort.ShouldBeTrue();
        Text(plan).ShouldNotContain("fewer");
        plan.Counters["Heap Fetches"].ShouldBe(0);
    }

    [Fact]
    public void What_was_written_to_the_log_is_counted_once()
    {
        var plan = Recorded("postgres-insert");
        plan.Nodes.Select(node => node.Title).ShouldBe(["Insert on w", "Function Scan on generate_series i"]);
        plan.Counters["WAL Records"].ShouldBe(3_006);
    }

    [Fact]
    public void A_plan_of_mariadb_knows_its_steps_rows_and_pages()
    {
        var plan = Recorded("mariadb-join");
        plan.Server.ShouldBe("MariaDB");
        plan.Nodes.Select(node => node.Title).ShouldBe([
            "Query", "Sort", "Temporary table", "Table scan on o", "Unique index lookup on c using PRIMARY", "Index-only lookup on i using PRIMARY",
        ]);
        plan.Pages.ShouldBe(282 + 10_881 + 440);
        plan.Rows.ShouldBe(5);
        plan.Costliest.Relation.ShouldBe("o");
        plan.Nodes[4].ActualRows!.Value.ShouldBe(219, tolerance: 1);
        plan.Nodes.Sum(node => node.OwnMilliseconds!.Value).ShouldBe(plan.Milliseconds!.Value, tolerance: 0.1);
    }

    [Fact]
    public void A_union_of_mariadb_that_was_not_run_shows_its_branches()
    {
        var plan = Recorded("mariadb-union");
        plan.Nodes.Select(node => node.Relation).ShouldContain("<subquery4>");
        plan.Nodes.Count(node => node.Kind == "Materialize").ShouldBe(2);
        plan.Pages.ShouldBeNull();
    }

    [Fact]
    public void MySqls_numbers_in_quotes_are_read_as_numbers()
    {
        // The form of MySQL 8.0's reference manual, 10.8.3 (EXPLAIN output, JSON format).
        var plan = Plan.Parse("""
            {"query_block": {"select_id": 1, "cost_info": {"query_cost": "8064.75"}, "ordering_operation": {"using_filesort": true,
              "table": {"table_name": "orders", "access_type": "ALL", "rows_examined_per_scan": 79930, "filtered": "10.00",
                "cost_info": {"read_cost": "64.75", "eval_cost": "8000.00", "prefix_cost": "8064.75"}, "used_columns": ["id"]}}}}
            """);
        plan.Nodes.Select(node => node.Title).ShouldBe(["Query", "Sort", "Table scan on orders"]);
        plan.Nodes[2].ExpectedRows.ShouldBe(7_993);
        plan.Root.Cost.ShouldBe(8_064.75);
    }

    [Fact]
    public void A_plan_of_mongodbs_slot_based_engine_is_read_with_the_counters_of_the_whole_query()
    {
        // As the manual shows it: https://www.mongodb.com/docs/v7.0/reference/explain-results/. The stages that ran are others than those of the plan.
        var plan = Plan.Parse("""
            {
              "explainVersion": "2",
              "queryPlanner": {
                "namespace": "course.reviews",
                "winningPlan": {
                  "queryPlan": { "stage": "FETCH", "planNodeId": 2, "inputStage": { "stage": "IXSCAN", "planNodeId": 1, "indexName": "product_1_at_-1", "isMultiKey": false } },
                  "slotBasedPlan": { "stages": "[2] nlj inner [] [s1, s2] left ..." }
                }
              },
              "executionStats": {
                "nReturned": 5, "executionTimeMillis": 1, "totalKeysExamined": 6, "totalDocsExamined": 5,
                "executionStages": { "stage": "nlj", "planNodeId": 2, "nReturned": 5, "totalDocsExamined": 5, "outerStage": { "stage": "ixseek", "planNodeId": 1 } }
              }
            }
            """);
        plan.Nodes.Select(node => node.Title).ShouldBe(["FETCH on reviews", "IXSCAN using product_1_at_-1"]);
        plan.Rows.ShouldBe(5);
        plan.Counters["keys examined"].ShouldBe(6);
        plan.Counters["documents examined"].ShouldBe(5);
        plan.Nodes[1].Facts.ShouldContain(new PlanFact("isMultiKey", "no"));
    }

    [Fact]
    public void A_comparison_says_by_how_much_the_pages_went_down()
    {
        var comparison = Plan.Compare(Recorded("postgres-sort"), Recorded("postgres-index-only"));
        comparison.ToBundle().Data[MimeType.Text].ShouldStartWith("pages: 754 → 4 (188.5× less)");
        comparison.Evidence("pages").Ratio("before", "after").Value.ShouldBe(188.5);
        comparison.Evidence("Heap Fetches")["before"].ShouldBe(0);
        comparison.ToBundle().Data[MimeType.Html].ShouldContain("188.5&#215; less");
    }

    [Fact]
    public void Compared_plans_can_have_names_of_their_own()
    {
        var comparison = Plan.Compare(Recorded("postgres-sort"), Recorded("postgres-index-only"), "scan", "<covering>");
        comparison.Evidence("pages").Ratio("scan", "<covering>").Value.ShouldBe(188.5);
        comparison.ToBundle().Data[MimeType.Html].ShouldContain("<h4>&lt;covering&gt;</h4>");
        comparison.ToBundle().Data[MimeType.Text].ShouldContain("<covering>: PostgreSQL");
    }

    [Fact]
    public void Text_from_the_server_is_escaped()
    {
        var html = Plan.Parse("""[{"Plan": {"Node Type": "Seq Scan", "Relation Name": "<b>", "Filter": "(a < '<script>')"}}]""").ToBundle().Data[MimeType.Html];
        html.ShouldContain("&lt;script&gt;");
        html.ShouldNotContain("<script>");
        html.ShouldNotContain("on <b>");
    }

    [Theory]
    [InlineData("Seq Scan on orders  (cost=0.00..1754.00 rows=1171 width=18)", "format json")]
    [InlineData("{\"rows\": 3}", "got other JSON")]
    [InlineData("[]", "got other JSON")]
    public void What_is_no_plan_is_refused_with_the_reason(string text, string reason) =>
        Should.Throw<ArgumentException>(() => Plan.Parse(text)).Message.ShouldContain(reason);

    [Fact]
    public void A_result_of_many_columns_is_no_plan()
    {
        var result = new QueryResult([new("a", "integer"), new("b", "integer")], [[1, 2]]);
        Should.Throw<ArgumentException>(() => Plan.Show(result)).Message.ShouldContain("got 2 columns and 1 rows");
    }

    [Fact]
    public void A_result_that_holds_a_plan_is_shown()
    {
        var json = File.ReadAllText(PathOf("postgres-sort"));
        Plan.Show(new QueryResult([new("QUERY PLAN", "json")], [[json]])).Pages.ShouldBe(754);
    }

    private static string Text(Plan plan) => plan.ToBundle().Data[MimeType.Text];

    private static Plan Recorded(string name) => Plan.Parse(File.ReadAllText(PathOf(name)));

    private static string PathOf(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, $"{name}.json");
}

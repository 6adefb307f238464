using System.Globalization;
using System.Text.Json;
using StorageCourse.Stores.Plans;

namespace StorageCourse.Stores.MySql;

/// <summary>
/// Reads MariaDB's ANALYZE FORMAT=JSON and EXPLAIN FORMAT=JSON, and MySQL's EXPLAIN FORMAT=JSON (version 1), which nests the same words:
/// a query_block holds tables and operations, an operation holds what it works on.
/// </summary>
internal sealed class MySqlPlan : IPlanReader
{
    /// <summary>Objects that are a step of their own, and what they are called here. An empty name is a wrapper that is not shown.</summary>
    private static readonly Dictionary<string, string> Operations = new(StringComparer.Ordinal)
    {
        ["query_block"] = "Query",
        ["filesort"] = "Sort",
        ["ordering_operation"] = "Sort",
        ["read_sorted_file"] = "",
        ["temporary_table"] = "Temporary table",
        ["grouping_operation"] = "Group",
        ["duplicates_removal"] = "Remove duplicates",
        ["duplicate_removal"] = "Remove duplicates",
        ["window_functions_computation"] = "Window functions",
        ["sorts"] = "",
        ["union_result"] = "Union",
        ["materialized"] = "Materialize",
        ["materialized_from_subquery"] = "Materialize",
        ["expression_cache"] = "Cache of a subquery",
        ["block-nl-join"] = "Block nested loop",
        ["rowid_filter"] = "Row id filter",
        ["table"] = "Table",
        ["nested_loop"] = "",
        ["query_specifications"] = "",
        ["subqueries"] = "",
        ["attached_subqueries"] = "",
        ["optimized_away_subqueries"] = "",
    };

    private static readonly HashSet<string> Spoken =
    [
        "table_name", "access_type", "key", "r_loops", "loops", "rows", "r_rows", "filtered", "r_filtered", "r_total_filtered", "r_table_time_ms", "r_other_time_ms",
        "r_total_time_ms", "r_engine_stats", "select_id", "cost", "cost_info", "rows_examined_per_scan", "rows_produced_per_join", "r_output_rows",
        "r_buffer_size", "r_sort_mode", "key_length", "using_index", "range", "r_unpack_time_ms", "r_effective_rows", "r_sort_passes", "used_columns",
        "r_icp_filtered", "unique", "r_used_priority_queue",
    ];

    public string Reads => "MariaDB or MySQL (with \"query_block\")";

    public string Format => "JSON";

    public Plan? Read(JsonElement explained)
    {
        if (!explained.TryGetProperty("query_block", out _)) return null;
        var block = explained.GetProperty("query_block");
        var optimization = explained.TryGetProperty("query_optimization", out var stage) ? Number(stage, "r_total_time_ms") : null;
        return new Plan("MariaDB", Step("query_block", block))
        {
            PlanningMilliseconds = optimization,
            Milliseconds = Number(block, "r_total_time_ms"),
        };
    }

    private static PlanNode Step(string name, JsonElement step)
    {
        var children = Children(step).ToArray();
        var ran = Number(step, "r_loops") is not null || children.Any(child => child.Milliseconds is not null);
        var below = children.Sum(child => child.Milliseconds ?? 0);
        var said = name == "table" ? Number(step, "r_table_time_ms") + (Number(step, "r_other_time_ms") ?? 0) : Number(step, "r_total_time_ms");
        // A table's time is its own. Of other steps' times some include those below and some don't; the smaller ones can't.
        var own = name != "table" && said >= below ? said - below : said ?? 0;
        var ownPages = step.TryGetProperty("r_engine_stats", out var stats) ? (long)(Number(stats, "pages_accessed") ?? 0) : 0;
        var node = new PlanNode(Operations[name], children)
        {
            OwnMilliseconds = ran ? own : null,
            Milliseconds = ran ? own + below : null,
            OwnPages = ran ? ownPages : null,
            Pages = ran ? ownPages + children.Sum(child => child.Pages ?? 0) : null,
            Cost = Cost(step),
            Loops = Number(step, "r_loops") ?? 1,
            Facts = [.. Facts(step)],
        };
        return name == "table" ? Table(node, step) : Operation(node, step);
    }

    private static PlanNode Table(PlanNode node, JsonElement table)
    {
        var loops = Number(table, "r_loops");
        var filtered = (Number(table, "filtered") ?? 100) / 100;
        var kept = (Number(table, "r_total_filtered") ?? Number(table, "r_filtered") ?? 100) / 100;
        var examined = Number(table, "r_rows") * loops;
        var removed = examined * (1 - kept);
        return node with
        {
            Kind = Access(table),
            Relation = Text(table, "table_name"),
            Index = Text(table, "key"),
            ExpectedRows = (Number(table, "rows") ?? Number(table, "rows_examined_per_scan")) * filtered * Math.Max(loops ?? 1, 1),
            ActualRows = examined * kept,
            Facts = removed is > 0.5 and var dropped
                ? [.. node.Facts, new PlanFact("Rows Removed by Filter", PlanText.Count(Math.Round(dropped)), Math.Round(dropped))]
                : node.Facts,
        };
    }

    private static PlanNode Operation(PlanNode node, JsonElement operation)
    {
        // The rows of an operation are its own where it counts them, else those of the last step inside it, which is the innermost of a join.
        var last = node.Children is [.., var innermost] ? innermost : null;
        var actual = Number(operation, "r_output_rows") is { } rows
            ? Math.Min(rows, Number(operation, "r_limit") ?? rows)
            : last?.ActualRows;
        return node with { ActualRows = actual };
    }

    private static string Access(JsonElement table)
    {
        var only = table.TryGetProperty("using_index", out var covering) && covering.ValueKind == JsonValueKind.True ? "-only" : "";
        return Text(table, "access_type") switch
        {
            "ALL" => "Table scan",
            "index" => $"Full index{only} scan",
            "range" => $"Index{only} range scan",
            "ref" or "ref_or_null" => $"Index{only} lookup",
            "eq_ref" or "const" or "system" => $"Unique index{only} lookup",
            "index_merge" => "Index merge",
            "fulltext" => "Full-text lookup",
            null => Text(table, "message") ?? "Table",
            var other => other,
        };
    }

    private static IEnumerable<PlanNode> Children(JsonElement step) => step.EnumerateObject().SelectMany(property => Nested(property.Name, property.Value));

    private static IEnumerable<PlanNode> Nested(string name, JsonElement value)
    {
        if (!Operations.TryGetValue(name, out var kind)) return [];
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).SelectMany(Children);
        if (value.ValueKind != JsonValueKind.Object) return [];
        return kind.Length == 0 ? Children(value) : [Step(name, value)];
    }

    private static IEnumerable<PlanFact> Facts(JsonElement step)
    {
        foreach (var property in step.EnumerateObject())
        {
            if (Spoken.Contains(property.Name) || Operations.ContainsKey(property.Name)) continue;
            var value = property.Value;
            if (value.ValueKind != JsonValueKind.Object)
                yield return new PlanFact(property.Name, PlanText.Value(value), value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null);
        }
    }

    private static string? Text(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value.GetString() : null;

    /// <summary>MySQL writes some of its numbers as text: "cost_info": {"query_cost": "1.20"}.</summary>
    private static double? Number(JsonElement step, string name)
    {
        if (!step.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number) return value.GetDouble();
        return value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static double? Cost(JsonElement step) => step.TryGetProperty("cost_info", out var info) && info.ValueKind == JsonValueKind.Object
        ? Number(info, "query_cost") ?? Number(info, "prefix_cost")
        : Number(step, "cost");
}

using System.Text.Json;
using StorageCourse.Stores.Plans;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>Reads PostgreSQL's EXPLAIN (FORMAT JSON); the names are those of its source, src/backend/commands/explain.c.</summary>
internal sealed class PostgreSqlPlan : IPlanReader
{
    /// <summary>What has a field of its own in <see cref="PlanNode"/>, or says nothing to a reader.</summary>
    private static readonly HashSet<string> Spoken =
    [
        "Node Type", "Parent Relationship", "Parallel Aware", "Async Capable", "Relation Name", "Function Name", "CTE Name", "Schema", "Alias", "Index Name", "Startup Cost",
        "Total Cost", "Plan Rows", "Plan Width", "Actual Startup Time", "Actual Total Time", "Actual Rows", "Actual Loops", "Plans", "Workers",
        "Strategy", "Partial Mode", "Join Type", "Scan Direction", "Single Copy", "Inner Unique", "Command", "Operation",
        "Sort Space Used", "Sort Space Type", "Disabled", "Original Hash Buckets", "Original Hash Batches", "Params Evaluated",
    ];

    public string Reads => "PostgreSQL (with \"Plan\")";

    public string Format => "JSON";

    public Plan? Read(JsonElement explained)
    {
        if (!explained.TryGetProperty("Plan", out _)) return null;
        var root = Node(explained.GetProperty("Plan"), parallel: 1, cutShort: false);
        return new Plan("PostgreSQL", root)
        {
            PlanningMilliseconds = Number(explained, "Planning Time"),
            Milliseconds = Number(explained, "Execution Time"),
        };
    }

    /// <summary>Steps that read all of what is below them before they hand out their first row.</summary>
    private static readonly string[] Blocking = ["Sort", "Hash", "Aggregate", "WindowAgg", "Materialize", "Bitmap Heap Scan", "SetOp", "ModifyTable"];

    /// <param name="node">A plan node.</param>
    /// <param name="parallel">How many processes run it side by side: the times of their loops overlap.</param>
    /// <param name="cutShort">Whether a step above may stop before it has read all.</param>
    private static PlanNode Node(JsonElement node, double parallel, bool cutShort)
    {
        var below = Number(node, "Workers Launched") is { } workers ? workers + 1 : parallel;
        var type = Text(node, "Node Type");
        var cut = type == "Limit" || (cutShort && !Blocking.Contains(type));
        var children = node.TryGetProperty("Plans", out var plans)
            ? plans.EnumerateArray().Select(child => Node(child, below, cut)).ToArray()
            : [];
        var ran = Number(node, "Actual Loops") is not null;
        var loops = Number(node, "Actual Loops") ?? 1;
        var milliseconds = Number(node, "Actual Total Time") * loops / parallel;
        var pages = Sum(node, "Shared Hit Blocks", "Shared Read Blocks", "Local Hit Blocks", "Local Read Blocks");
        return new PlanNode(Kind(node), children)
        {
            Relation = Text(node, "Relation Name") ?? Text(node, "Function Name") ?? Text(node, "CTE Name"),
            Alias = Text(node, "Alias"),
            Index = Text(node, "Index Name"),
            Loops = loops,
            IsCutShort = cutShort,
            ExpectedRows = Number(node, "Plan Rows") * Math.Max(loops, 1),
            ActualRows = Number(node, "Actual Rows") * loops,
            Milliseconds = milliseconds,
            OwnMilliseconds = milliseconds is null ? null : Math.Max(0, milliseconds.Value - children.Sum(child => child.Milliseconds ?? 0)),
            Cost = Number(node, "Total Cost"),
            Pages = ran ? pages : null,
            OwnPages = ran && pages is not null ? Math.Max(0, pages.Value - children.Sum(child => child.Pages ?? 0)) : null,
            PagesRead = ran ? Sum(node, "Shared Read Blocks", "Local Read Blocks") : null,
            Facts = [.. Facts(node, loops), .. Wal(node)],
        };
    }

    private static string Kind(JsonElement node)
    {
        var kind = Text(node, "Node Type") ?? "?";
        if (kind == "Aggregate")
            kind = Text(node, "Strategy") switch { "Hashed" => "HashAggregate", "Sorted" => "GroupAggregate", "Mixed" => "MixedAggregate", _ => kind };
        if (kind == "ModifyTable") kind = Text(node, "Operation") ?? kind;
        if (Text(node, "Join Type") is { } join && join != "Inner")
            kind = kind.EndsWith("Join", StringComparison.Ordinal) ? $"{kind[..^5]} {join} Join" : $"{kind} {join} Join";
        if (Text(node, "Scan Direction") == "Backward") kind += " Backward";
        if (Text(node, "Partial Mode") is "Partial" or "Finalize") kind = $"{Text(node, "Partial Mode")} {kind}";
        if (node.TryGetProperty("Parallel Aware", out var aware) && aware.ValueKind == JsonValueKind.True) kind = $"Parallel {kind}";
        return kind;
    }

    private static IEnumerable<PlanFact> Facts(JsonElement node, double loops)
    {
        foreach (var property in node.EnumerateObject())
        {
            if (Spoken.Contains(property.Name) || property.Name.StartsWith("WAL ", StringComparison.Ordinal)
                || ((string[])["Blocks", "I/O Read Time", "I/O Write Time"]).Any(ending => property.Name.EndsWith(ending, StringComparison.Ordinal)))
                continue;
            var value = property.Value;
            var number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : (double?)null;
            // "Rows Removed by …" is a mean over the loops; other counters are sums.
            if (property.Name.StartsWith("Rows Removed by", StringComparison.Ordinal)) number *= loops;
            if (number == 0 && property.Name.StartsWith("Rows Removed", StringComparison.Ordinal)) continue;
            yield return new PlanFact(property.Name, number is { } shown ? PlanText.Count(shown) : PlanText.Value(value), number);
        }

        if (Text(node, "Sort Space Type") is { } space && Number(node, "Sort Space Used") is { } used)
            yield return new PlanFact("Sort Space", $"{PlanText.Count(used)} kB in {space.ToLowerInvariant()}", used);
        if (Sum(node, "Temp Read Blocks", "Temp Written Blocks") is > 0 and var spilled)
            yield return new PlanFact("Temp Pages", PlanText.Count(spilled), spilled);
    }

    /// <summary>What a step wrote to the log itself: the server's figures include the steps below.</summary>
    private static IEnumerable<PlanFact> Wal(JsonElement node)
    {
        foreach (var name in (string[])["WAL Records", "WAL FPI", "WAL Bytes"])
        {
            var below = node.TryGetProperty("Plans", out var plans) ? plans.EnumerateArray().Sum(child => Number(child, name) ?? 0) : 0;
            if (Number(node, name) - below is > 0 and var own) yield return new PlanFact(name, PlanText.Count(own), own);
        }
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static double? Number(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static long? Sum(JsonElement node, params string[] names) =>
        names.Any(name => node.TryGetProperty(name, out _)) ? (long)names.Sum(name => Number(node, name) ?? 0) : null;
}

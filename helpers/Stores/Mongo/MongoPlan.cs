using System.Text.Json;
using StorageCourse.Stores.Plans;

namespace StorageCourse.Stores.Mongo;

/// <summary>
/// Reads MongoDB's explain, with the verbosity "executionStats" or "allPlansExecution" what running it took, with "queryPlanner" the plan alone.
/// What a step costs is what it examined: keys of an index, and documents.
/// </summary>
/// <remarks>https://www.mongodb.com/docs/manual/reference/explain-results/</remarks>
internal sealed class MongoPlan : IPlanReader
{
    private static readonly string[] Spoken = ["filter", "keyPattern", "direction", "indexBounds", "sortPattern", "limitAmount", "skipAmount", "transformBy", "isMultiKey", "memLimit"];

    public string Reads => "MongoDB (with \"queryPlanner\")";

    public string Format => "JSON";

    public Plan? Read(JsonElement root)
    {
        if (Find(root) is not { } explained) return null;
        var stats = explained.TryGetProperty("executionStats", out var ran) ? ran : (JsonElement?)null;
        var planned = explained.GetProperty("queryPlanner").GetProperty("winningPlan");
        var collection = Collection(explained);
        var plan = planned.TryGetProperty("queryPlan", out var query) ? SlotBased(query, stats, collection)
            : Step(stats is { } run && run.TryGetProperty("executionStages", out var stages) ? stages : planned, collection);
        return new Plan("MongoDB", plan)
        {
            CostName = "entries examined",
            RowName = "document",
            Milliseconds = stats is { } figures ? Number(figures, "executionTimeMillis") : null,
        };
    }

    /// <summary>The explain itself: an aggregation hides it in the first of its stages.</summary>
    private static JsonElement? Find(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        if (root.TryGetProperty("queryPlanner", out var planner) && planner.TryGetProperty("winningPlan", out _)) return root;
        return root.TryGetProperty("stages", out var stages) && stages.ValueKind == JsonValueKind.Array && stages.GetArrayLength() > 0
            && stages[0].TryGetProperty("$cursor", out var cursor) ? Find(cursor) : null;
    }

    private static string? Collection(JsonElement explained) =>
        explained.GetProperty("queryPlanner").TryGetProperty("namespace", out var name) && name.GetString() is { } full ? full[(full.IndexOf('.', StringComparison.Ordinal) + 1)..] : null;

    /// <summary>The slot-based engine (for a find before 7.0.17, for $group later too) runs other steps than those it plans, and counts for all of them together.</summary>
    private static PlanNode SlotBased(JsonElement plan, JsonElement? stats, string? collection)
    {
        var root = Step(plan, collection);
        if (stats is not { } figures) return root;
        var (keys, documents) = (Number(figures, "totalKeysExamined") ?? 0, Number(figures, "totalDocsExamined") ?? 0);
        return root with
        {
            ActualRows = Number(figures, "nReturned"),
            Cost = keys + documents,
            Facts = [new("keys examined", PlanText.Count(keys), keys), new("documents examined", PlanText.Count(documents), documents), .. root.Facts],
        };
    }

    private static PlanNode Step(JsonElement stage, string? collection)
    {
        var kind = stage.TryGetProperty("stage", out var name) ? name.GetString() ?? "?" : "?";
        var children = Inputs(stage).Select(input => Step(input, collection)).ToArray();
        var keys = Number(stage, "keysExamined");
        var documents = Number(stage, "docsExamined");
        var reads = kind is "COLLSCAN" or "FETCH" or "IDHACK" || kind.StartsWith("EXPRESS", StringComparison.Ordinal);
        var facts = new List<PlanFact>();
        if (keys is not null) facts.Add(new("keys examined", PlanText.Count(keys.Value), keys));
        if (documents is not null) facts.Add(new("documents examined", PlanText.Count(documents.Value), documents));
        foreach (var word in Spoken)
            if (stage.TryGetProperty(word, out var said) && PlanText.Value(said) is { Length: > 0 } text) facts.Add(new(word, text));
        return new PlanNode(kind, children)
        {
            Relation = reads ? collection : null,
            Index = stage.TryGetProperty("indexName", out var index) ? index.GetString() : null,
            ActualRows = Number(stage, "nReturned"),
            Cost = (keys ?? 0) + (documents ?? 0) + children.Sum(child => child.Cost ?? 0),
            Facts = facts,
        };
    }

    private static IEnumerable<JsonElement> Inputs(JsonElement stage)
    {
        foreach (var name in new[] { "inputStage", "outerStage", "innerStage", "thenStage", "elseStage" })
            if (stage.TryGetProperty(name, out var input)) yield return input;
        if (!stage.TryGetProperty("inputStages", out var inputs)) yield break;
        foreach (var input in inputs.EnumerateArray()) yield return input;
    }

    // Extended JSON may wrap a number: { "$numberLong": "5" }.
    private static double? Number(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number) return value.GetDouble();
        return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().FirstOrDefault().Value is { ValueKind: JsonValueKind.String } text
            && double.TryParse(text.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}

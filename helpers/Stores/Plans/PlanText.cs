using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StorageCourse.Stores.Plans;

/// <summary>A plan in words, for terminals and for readers who don't see the picture.</summary>
internal static class PlanText
{
    /// <summary>The plan as a tree of lines.</summary>
    public static string Of(Plan plan)
    {
        var text = new StringBuilder(Summary(plan)).Append('\n');
        Append(text, plan, plan.Root, "", "");
        return text.ToString().TrimEnd();
    }

    /// <summary>"Server · 5.9 ms · 757 pages · 20 rows".</summary>
    public static string Summary(Plan plan)
    {
        List<string> parts = [plan.Server];
        if (plan.Milliseconds is { } time) parts.Add(Time(time));
        else if (plan.Rows is null) parts.Add("planned, not run");
        if (plan.Pages is { } pages) parts.Add(Plural(pages, "page"));
        if (plan.Rows is { } rows) parts.Add(Plural(rows, plan.RowName));
        return string.Join(" · ", parts);
    }

    /// <summary>"1,187 rows (expected 5: 237× more)".</summary>
    public static string Rows(PlanNode node) => (node.ExpectedRows, node.ActualRows) switch
    {
        ({ } expected, { } actual) => $"{Plural(actual, "row")} (expected {Count(expected)}{(Misjudgement(node) is { } off ? $": {off}" : "")})",
        ({ } expected, null) => $"{Plural(expected, "row")} expected",
        (null, { } actual) => Plural(actual, "row"),
        _ => "",
    };

    /// <summary>The remark on a step whose rows were badly estimated, or null.</summary>
    public static string? Misjudgement(PlanNode node) =>
        node.Misjudged is >= 10 and var factor && Math.Abs(node.ExpectedRows!.Value - node.ActualRows!.Value) >= 100
            ? $"{Count(Math.Round(factor))}× {(node.ExpectedRows > node.ActualRows ? "fewer" : "more")}"
            : null;

    /// <summary>The remark on the costly step, or null on the others.</summary>
    public static string? Mark(Plan plan, PlanNode node)
    {
        if (plan.Nodes.Count < 2 || !ReferenceEquals(node, plan.Costliest)) return null;
        var (part, whole, what) = node.OwnMilliseconds is { } own
            ? (own, plan.Nodes.Sum(each => each.OwnMilliseconds ?? 0), "time")
            : (Plan.OwnCost(node), plan.Nodes.Sum(Plan.OwnCost), plan.CostName);
        return whole <= 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{part / whole * 100:0} % of the {what}");
    }

    /// <summary>"12,345"; with decimals where it is small and has any.</summary>
    public static string Count(double value) => value.ToString(value is > -10 and < 10 ? "0.##" : "#,0", CultureInfo.InvariantCulture);

    /// <summary>A value of a plan in JSON: "yes" and "no" for booleans, commas between the parts of an array.</summary>
    public static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Value)),
        JsonValueKind.Number => Count(value.GetDouble()),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToString(),
    };

    /// <summary>Milliseconds, to three figures.</summary>
    public static string Time(double milliseconds) =>
        milliseconds.ToString(milliseconds switch { < 0.1 => "0.000", < 10 => "0.00", < 100 => "0.0", _ => "#,0" }, CultureInfo.InvariantCulture) + " ms";

    /// <summary>"1 page", "757 pages".</summary>
    public static string Plural(double count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    private static void Append(StringBuilder text, Plan plan, PlanNode node, string first, string rest)
    {
        List<string> parts = [first + node.Title];
        if (node.OwnMilliseconds is { } own) parts.Add(Time(own));
        if (Rows(node) is { Length: > 0 } rows) parts.Add(rows);
        if (node.OwnPages is { } pages) parts.Add(Plural(pages, "page"));
        if (node.Loops > 1) parts.Add($"{Count(node.Loops)} loops");
        text.AppendJoin(" · ", parts);
        if (Mark(plan, node) is { } mark) text.Append("  ◀ ").Append(mark);
        text.Append('\n');

        foreach (var fact in node.Facts)
            text.Append(rest).Append(node.Children.Count > 0 ? "│    " : "     ").Append(fact.Name).Append(": ").Append(fact.Value).Append('\n');

        for (var i = 0; i < node.Children.Count; i++)
        {
            var last = i == node.Children.Count - 1;
            Append(text, plan, node.Children[i], rest + (last ? "└─ " : "├─ "), rest + (last ? "   " : "│  "));
        }
    }
}

using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using StorageCourse.Host;
using StorageCourse.Stores.Plans;

namespace StorageCourse;

/// <summary>How a server ran a query, or how it means to: read from EXPLAIN in JSON or a showplan in XML, shown as a tree with the costly step marked.</summary>
public sealed class Plan : IDisplayable, IEvidence
{
    internal Plan(string server, PlanNode root)
    {
        Server = server;
        Root = root;
        Nodes = [.. root.Descend()];
    }

    /// <summary>Whose plan it is, by the product's own name.</summary>
    public string Server { get; }

    /// <summary>What the costs of its steps are: "expected cost" in a planner's unit, or "entries examined" where the server counts those.</summary>
    public string CostName { get; internal init; } = "expected cost";

    /// <summary>What a result consists of: "row" or "document".</summary>
    public string RowName { get; internal init; } = "row";

    /// <summary>The step that hands out the result.</summary>
    public PlanNode Root { get; }

    /// <summary>All steps, parents first.</summary>
    public IReadOnlyList<PlanNode> Nodes { get; }

    /// <summary>Milliseconds of planning, or null.</summary>
    public double? PlanningMilliseconds { get; internal init; }

    /// <summary>Milliseconds of execution as the server measured them; null where the query was not run.</summary>
    public double? Milliseconds { get; internal init; }

    /// <summary>Pages that the query touched, in memory or not; null where nobody counted.</summary>
    public long? Pages => Root.Pages;

    /// <summary>Rows of the result; null where the query was not run.</summary>
    public double? Rows => Root.ActualRows;

    /// <summary>The step that took most of the time, or where nothing was run the one that is expected to cost most.</summary>
    public PlanNode Costliest => Nodes.MaxBy(node => node.OwnMilliseconds ?? OwnCost(node))!;

    /// <summary>Reads a plan from the server's JSON or XML.</summary>
    /// <exception cref="ArgumentException">The text is no plan of a server that the course knows.</exception>
    public static Plan Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        if (json.AsSpan().TrimStart().StartsWith("<")) return ParseXml(json);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException(
                $"expected a plan in JSON (format json), got text that begins with \"{json[..Math.Min(40, json.Length)]}\"", nameof(json), exception);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0) root = root[0];
            foreach (var reader in PlanReaders.All)
                if (root.ValueKind == JsonValueKind.Object && reader.Read(root) is { } plan) return plan;
        }

        throw new ArgumentException($"expected a plan of {PlanReaders.Known("JSON")}, got other JSON", nameof(json));
    }

    /// <summary>
    /// Counters of the whole plan: "pages" and "rows" where the query was run, and the server's own, summed over all steps: "Heap Fetches",
    /// "Rows Removed by Filter".
    /// </summary>
    public IReadOnlyDictionary<string, double> Counters
    {
        get
        {
            var counters = Nodes.SelectMany(node => node.Facts).Where(fact => fact.Number is not null).GroupBy(fact => fact.Name, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Sum(fact => fact.Number!.Value), StringComparer.Ordinal);
            if (Pages is { } pages) counters["pages"] = pages;
            if (Rows is { } rows) counters["rows"] = rows;
            return counters;
        }
    }

    private static Plan ParseXml(string xml)
    {
        XElement root;
        try
        {
            root = XElement.Parse(xml);
        }
        catch (XmlException exception)
        {
            throw new ArgumentException($"expected a plan in XML, but the text is cut off or no XML: {exception.Message}", nameof(xml), exception);
        }

        return PlanReaders.All.Select(reader => reader.Read(root)).FirstOrDefault(plan => plan is not null)
            ?? throw new ArgumentException($"expected a plan of {PlanReaders.Known("XML")}, got <{root.Name.LocalName}>", nameof(xml));
    }

    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Html(PlanHtml.Of(this), PlanText.Of(this));

    /// <summary>The part of the cost that is a step's own.</summary>
    internal static double OwnCost(PlanNode node) => Math.Max(0, (node.Cost ?? 0) - node.Children.Sum(child => child.Cost ?? 0));
}

using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StorageCourse.Stores.Plans;

namespace StorageCourse.Stores.SqlServer;

/// <summary>
/// Reads SQL Server's showplan in XML: of SET STATISTICS XML ON with what running took, of SET SHOWPLAN_XML ON the plan alone.
/// </summary>
/// <remarks>
/// Its words are those of the schema http://schemas.microsoft.com/sqlserver/2004/07/showplan. A step's logical reads are its own. Its elapsed
/// time includes the steps below it where it runs in row mode, and does not in batch mode.
/// </remarks>
internal sealed partial class SqlServerPlan : IPlanReader
{
    public string Reads => "SQL Server (ShowPlanXML)";

    public string Format => "XML";

    /// <exception cref="ArgumentException">No statement in it has a plan.</exception>
    public Plan? Read(XElement root)
    {
        if (root.Name.LocalName != "ShowPlanXML") return null;
        var plans = root.Descendants().Where(element => element.Name.LocalName == "QueryPlan").ToList();
        var roots = plans.Select(Root).OfType<PlanNode>().ToArray();
        if (roots.Length == 0) throw new ArgumentException("expected a showplan with a statement that has a plan, got none: SET, DECLARE and the like have no plan", nameof(root));
        // A batch that was only planned has a plan for each of its statements in one document.
        var top = roots.Length == 1 ? roots[0] : Sum(new PlanNode("Batch", roots));
        // A step of less than half a millisecond says 0: then the expected cost says more.
        if (!top.Descend().Any(node => node.OwnMilliseconds > 0)) top = Timeless(top);
        return new Plan("SQL Server", top)
        {
            PlanningMilliseconds = Total(plans.Select(plan => Number(plan, "CompileTime"))),
            Milliseconds = Total(plans.Select(plan => Child(plan, "QueryTimeStats") is { } stats ? Number(stats, "ElapsedTime") : null)),
        };
    }

    /// <summary>Runs a query with its plan, and returns the last plan that comes.</summary>
    /// <exception cref="ArgumentException">None came: the text holds no statement that has a plan.</exception>
    public static async Task<string> RunAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await SetAsync("on");
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = sql;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            string? plan = null;
            do
            {
                var isPlan = reader.FieldCount == 1 && IsColumn(reader.GetName(0));
                while (await reader.ReadAsync(cancellationToken))
                    if (isPlan) plan = reader.GetString(0);
            }
            while (await reader.NextResultAsync(cancellationToken));
            return plan ?? throw new ArgumentException("expected a statement that has a plan, got none", nameof(sql));
        }
        finally
        {
            await SetAsync("off");
        }

        async Task SetAsync(string state)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"set statistics xml {state}";
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }

    /// <summary>The name of the column in which the server sends such a plan.</summary>
    public static bool IsColumn(string name) => name is "Microsoft SQL Server 2005 XML Showplan" || name.StartsWith("XML_F52E2B61", StringComparison.Ordinal);

    private static PlanNode? Root(XElement plan)
    {
        if (Child(plan, "RelOp") is not { } step) return null;
        var node = Step(step);
        var facts = Warnings(plan).Concat(Missing(plan)).ToList();
        return facts.Count == 0 ? node : node with { Facts = [.. node.Facts, .. facts] };
    }

    private static PlanNode Step(XElement step)
    {
        var children = Inputs(step).Select(Step).ToArray();
        var threads = Child(step, "RunTimeInformation")?.Elements().ToList() ?? [];
        var batch = threads.Exists(thread => (string?)thread.Attribute("ActualExecutionMode") == "Batch");
        // A step that only computes says nothing of its run; what is below it counts all the same.
        var below = Total(children.Select(child => child.Milliseconds));
        var elapsed = threads.Select(thread => Number(thread, "ActualElapsedms")).Max();
        var own = elapsed is null ? null : batch ? elapsed : Math.Max(0, elapsed.Value - (below ?? 0));
        var reads = Sum(threads, "ActualLogicalReads", "ActualLobLogicalReads");
        var loops = Sum(threads, "ActualExecutions") ?? 1;
        var target = Operator(step)?.Elements().FirstOrDefault(element => element.Name.LocalName == "Object");
        var node = new PlanNode(Kind(step, batch), children)
        {
            Relation = Name(target, "Table"),
            Alias = Name(target, "Alias"),
            Index = Name(target, "Index"),
            // Of a parallel step each thread counts one execution.
            Loops = threads.Count > 1 ? 1 : Math.Max(loops, 1),
            ExpectedRows = Number(step, "EstimateRows") * ((Number(step, "EstimateRebinds") ?? 0) + (Number(step, "EstimateRewinds") ?? 0) + 1),
            ActualRows = Sum(threads, "ActualRows"),
            OwnMilliseconds = own,
            Milliseconds = Total([own, below]),
            Cost = Number(step, "EstimatedTotalSubtreeCost"),
            OwnPages = (long?)reads,
            Pages = (long?)Total(children.Select(child => (double?)child.Pages).Append(reads)),
            PagesRead = (long?)Total(children.Select(child => (double?)child.PagesRead).Append(Sum(threads, "ActualPhysicalReads", "ActualReadAheads", "ActualLobPhysicalReads", "ActualLobReadAheads"))),
        };
        return node with { Facts = [.. Facts(step, threads, batch)] };
    }

    /// <summary>The operator's own word, as the graphical plan writes it.</summary>
    private static string Kind(XElement step, bool batch)
    {
        var physical = (string?)step.Attribute("PhysicalOp") ?? "?";
        var logical = (string?)step.Attribute("LogicalOp");
        var operation = Operator(step);
        if (IsTrue(operation, "Lookup") && physical == "Clustered Index Seek") physical = logical = "Key Lookup";
        if ((string?)operation?.Attribute("Storage") == "ColumnStore" && !physical.StartsWith("Columnstore", StringComparison.Ordinal))
            physical = logical = "Columnstore Index Scan";
        return physical
            + (logical is null || logical == physical || physical.Contains(logical, StringComparison.Ordinal) ? "" : $" ({logical})")
            + (batch ? ", batch mode" : "");
    }

    /// <summary>The element that says what the operator is: IndexScan, Hash, NestedLoops, …</summary>
    private static XElement? Operator(XElement step) => step.Elements().LastOrDefault(element => element.Name.LocalName is not
        ("OutputList" or "RunTimeInformation" or "Warnings" or "MemoryFractions" or "RunTimePartitionSummary" or "InternalInfo" or "DefinedValues" or "MemoryGrant"));

    private static IEnumerable<XElement> Inputs(XElement step) =>
        Operator(step)?.Descendants().Where(element => element.Name.LocalName == "RelOp" && Owner(element) == step) ?? [];

    private static XElement? Owner(XElement element) => element.Ancestors().FirstOrDefault(above => above.Name.LocalName == "RelOp");

    private static IEnumerable<PlanFact> Facts(XElement step, List<XElement> threads, bool batch)
    {
        var own = Operator(step)?.Descendants().Where(element => Owner(element) == step).ToList() ?? [];
        foreach (var seek in own.Where(element => element.Name.LocalName == "SeekKeys")) yield return new("Seek", Seek(seek));
        foreach (var predicate in own.Where(element => element.Name.LocalName is "Predicate" or "ProbeResidual" or "BuildResidual" or "Residual"))
            if (Scalar(predicate) is { } text) yield return new(predicate.Name.LocalName == "Predicate" ? "Predicate" : "Residual", text);
        foreach (var keys in own.Where(element => element.Name.LocalName is "HashKeysProbe" or "GroupBy" or "OuterReferences"))
            if (Columns(keys) is { Length: > 0 } text) yield return new(keys.Name.LocalName == "HashKeysProbe" ? "Hash keys" : keys.Name.LocalName == "GroupBy" ? "Group by" : "Outer references", text);
        if (own.Find(element => element.Name.LocalName == "OrderBy") is { } order)
            yield return new("Order by", string.Join(", ", order.Elements().Select(column => Columns(column) + (IsTrue(column, "Ascending") ? "" : " desc"))));

        if (Sum(threads, "ActualRowsRead") is { } read && read > (Sum(threads, "ActualRows") ?? 0)) yield return Count("Rows read", read);
        if (batch && Sum(threads, "Batches") is > 0 and var batches) yield return Count("Batches", batches);
        if (Sum(threads, "SegmentReads") is { } segments && Sum(threads, "SegmentSkips") is { } skipped && segments + skipped > 0)
        {
            yield return Count("Segments read", segments);
            yield return Count("Segments skipped", skipped);
        }

        if (threads.Count > 1) yield return Count("Threads", threads.Count(thread => (Number(thread, "ActualExecutions") ?? 0) > 0));
        foreach (var warning in Warnings(step)) yield return warning;
    }

    private static string Seek(XElement keys) => string.Join(" and ", keys.Elements().Select(range =>
    {
        var columns = range.Descendants().Where(element => element.Name.LocalName == "ColumnReference" && element.Parent?.Name.LocalName == "RangeColumns").Select(Column);
        var values = range.Descendants().Where(element => element.Name.LocalName == "RangeExpressions").Elements().Select(value => (string?)value.Attribute("ScalarString") ?? "?").Select(Plain);
        var sign = (string?)range.Attribute("ScanType") switch { "EQ" or null => "=", "GT" => ">", "GE" => ">=", "LT" => "<", "LE" => "<=", "NE" => "<>", var other => other };
        return string.Join(" and ", columns.Zip(values, (column, value) => $"{column} {sign} {value}"));
    }));

    private static IEnumerable<PlanFact> Warnings(XElement owner)
    {
        if (Child(owner, "Warnings") is not { } warnings) yield break;
        if (IsTrue(warnings, "NoJoinPredicate")) yield return new("Warning", "the join has no condition");
        foreach (var warning in warnings.Elements())
        {
            switch (warning.Name.LocalName)
            {
                case "PlanAffectingConvert":
                    yield return new("Warning", $"a conversion keeps the plan from {((string?)warning.Attribute("ConvertIssue") == "Seek Plan" ? "a seek" : "a good estimate")}: {Plain((string?)warning.Attribute("Expression") ?? "")}");
                    break;
                case "SpillToTempDb":
                    yield return new("Warning", "memory was too small, so it spilled to tempdb");
                    break;
                case "ColumnsWithNoStatistics":
                    yield return new("Warning", $"no statistics on {Columns(warning)}");
                    break;
                case "UnmatchedIndexes":
                    yield return new("Warning", "a filtered index can't be used, for the query is parameterised");
                    break;
            }
        }
    }

    private static IEnumerable<PlanFact> Missing(XElement plan)
    {
        foreach (var index in plan.Elements().Where(element => element.Name.LocalName == "MissingIndexes").Descendants().Where(element => element.Name.LocalName == "MissingIndex"))
        {
            var columns = index.Elements().ToLookup(
                group => (string?)group.Attribute("Usage") ?? "", group => string.Join(", ", group.Elements().Select(column => Bare((string?)column.Attribute("Name")))));
            var key = string.Join(", ", columns["EQUALITY"].Concat(columns["INEQUALITY"]));
            var include = string.Join(", ", columns["INCLUDE"]);
            yield return new("Missing index", $"{Bare((string?)index.Attribute("Table"))} ({key}){(include.Length > 0 ? $" include ({include})" : "")}");
        }
    }

    private static string? Scalar(XElement predicate) =>
        predicate.Elements().Select(element => (string?)element.Attribute("ScalarString")).FirstOrDefault(said => said is not null) is { } text ? Plain(text) : null;

    private static string Columns(XElement owner) =>
        string.Join(", ", owner.DescendantsAndSelf().Where(element => element.Name.LocalName == "ColumnReference").Select(Column));

    private static string Column(XElement reference)
    {
        var table = Bare((string?)reference.Attribute("Alias") ?? (string?)reference.Attribute("Table"));
        var column = Bare((string?)reference.Attribute("Column"));
        return table.Length > 0 ? $"{table}.{column}" : column;
    }

    /// <summary>An expression without brackets, and without what stands before every column: database and schema, and the table where it has another name.</summary>
    private static string Plain(string expression) => Aliased().Replace(Qualified().Replace(expression, "${column}"), "${column}").Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);

    private static PlanNode Sum(PlanNode batch) => batch with
    {
        Cost = Total(batch.Children.Select(child => child.Cost)),
        Milliseconds = Total(batch.Children.Select(child => child.Milliseconds)),
        OwnMilliseconds = batch.Children.Any(child => child.OwnMilliseconds is not null) ? 0 : null,
        Pages = (long?)Total(batch.Children.Select(child => (double?)child.Pages)),
        ActualRows = batch.Children[^1].ActualRows,
    };

    private static PlanNode Timeless(PlanNode node) => node with { Children = [.. node.Children.Select(Timeless)], Milliseconds = null, OwnMilliseconds = null };

    private static PlanFact Count(string name, double value) => new(name, PlanText.Count(value), value);

    private static XElement? Child(XElement owner, string name) => owner.Elements().FirstOrDefault(element => element.Name.LocalName == name);

    private static string? Name(XElement? target, string attribute) => (string?)target?.Attribute(attribute) is { } text ? Bare(text) : null;

    private static string Bare(string? name) => name?.Trim('[', ']') ?? "";

    private static bool IsTrue(XElement? element, string attribute) => (string?)element?.Attribute(attribute) is "1" or "true";

    private static double? Number(XElement element, string attribute) =>
        double.TryParse((string?)element.Attribute(attribute), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The sum of counters over threads; null where no thread has any of them.</summary>
    private static double? Sum(List<XElement> threads, params string[] counters) => Total(threads.SelectMany(thread => counters.Select(counter => Number(thread, counter))));

    private static double? Total(IEnumerable<double?> values) => values.Aggregate((double?)null, (sum, value) => value is null ? sum : (sum ?? 0) + value);

    [GeneratedRegex(@"\[[^\]]+\]\.\[[^\]]+\]\.(?<column>\[[^\]]+\]\.\[[^\]]+\])", RegexOptions.ExplicitCapture)]
    private static partial Regex Qualified();

    [GeneratedRegex(@"\[[^\]]+\]\.\[[^\]]+\] as (?<column>\[[^\]]+\]\.\[[^\]]+\])", RegexOptions.ExplicitCapture)]
    private static partial Regex Aliased();
}

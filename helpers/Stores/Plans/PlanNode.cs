namespace StorageCourse;

/// <summary>A step of a query plan. Its children run before it or inside it and hand it their rows.</summary>
/// <param name="Kind">What it does, in the server's words where they can be read: "Seq Scan", "Index Only Scan", "Sort".</param>
/// <param name="Children">In the order in which the server names them.</param>
public sealed record PlanNode(string Kind, IReadOnlyList<PlanNode> Children)
{
    /// <summary>The table that is read, or null.</summary>
    public string? Relation { get; init; }

    /// <summary>The table's name in the query where that differs, or null.</summary>
    public string? Alias { get; init; }

    /// <summary>The index that is read, or null.</summary>
    public string? Index { get; init; }

    /// <summary>How often the step ran; 1 where the plan was only estimated.</summary>
    public double Loops { get; init; } = 1;

    /// <summary>The rows that the planner expected of all loops together, or null where it says nothing.</summary>
    public double? ExpectedRows { get; init; }

    /// <summary>The rows that came out of all loops together; null where the query was not run.</summary>
    public double? ActualRows { get; init; }

    /// <summary>Milliseconds of this step and those below it, over all loops; null where the query was not run.</summary>
    public double? Milliseconds { get; init; }

    /// <summary>Milliseconds of this step alone.</summary>
    public double? OwnMilliseconds { get; init; }

    /// <summary>The planner's cost of this step and those below it, in its own unit, or null.</summary>
    public double? Cost { get; init; }

    /// <summary>Pages touched by this step and those below it (of the server's own size), in memory or not; null where nobody counted.</summary>
    public long? Pages { get; init; }

    /// <summary>Pages touched by this step alone.</summary>
    public long? OwnPages { get; init; }

    /// <summary>Those of <see cref="Pages"/> that were not in the server's memory; null where the server does not tell.</summary>
    public long? PagesRead { get; init; }

    /// <summary>What else the server says of the step: conditions, sort keys, counters. In its words and its order.</summary>
    public IReadOnlyList<PlanFact> Facts { get; init; } = [];

    /// <summary>Kind and table and index: "Index Scan on orders using orders_customer".</summary>
    public string Title =>
        Kind
        + (Relation is null ? "" : $" on {Relation}")
        + (Alias is null || Alias == Relation ? "" : $" {Alias}")
        + (Index is null ? "" : $" using {Index}");

    /// <summary>Whether a step above may have stopped this one before its end, as LIMIT does; fewer rows than expected are no misjudgement then.</summary>
    public bool IsCutShort { get; init; }

    /// <summary>By which factor the planner was wrong about the rows, at least 1; null where the query was not run, or not to its end.</summary>
    public double? Misjudged => ExpectedRows is { } expected && ActualRows is { } actual && !(IsCutShort && actual < expected)
        ? Math.Max(Math.Max(expected, 1) / Math.Max(actual, 1), Math.Max(actual, 1) / Math.Max(expected, 1))
        : null;

    /// <summary>This step and all below it, parents first.</summary>
    public IEnumerable<PlanNode> Descend() => Children.SelectMany(child => child.Descend()).Prepend(this);
}

/// <summary>Something that the server says of a step.</summary>
/// <param name="Name">The server's word for it: "Index Cond", "Heap Fetches".</param>
/// <param name="Value">As text; numbers in invariant culture.</param>
/// <param name="Number">The value where it is a number, over all loops.</param>
public sealed record PlanFact(string Name, string Value, double? Number = null);

using System.Diagnostics;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>A step of a plan. Rows are drawn from the top: each stage asks the one below for its next row.</summary>
internal abstract class PlanStage(Execution execution, params PlanStage[] inputs)
{
    private long ticks;

    /// <summary>The name that explain shows: COLLSCAN, IXSCAN, FETCH, ….</summary>
    public abstract string Name { get; }

    /// <summary>The stages below.</summary>
    public IReadOnlyList<PlanStage> Inputs { get; } = inputs;

    /// <summary>How many rows were given to the stage above.</summary>
    public long Advanced { get; private set; }

    /// <summary>How many units of work were done: rows given and rows passed over.</summary>
    public long Works { get; protected set; }

    /// <summary>What the planner expected the plan to cost, in entries to go through; set on the uppermost stage of a plan that it chose among.</summary>
    public double? CostEstimate { get; set; }

    /// <summary>Whether all rows were given.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The run that this stage is part of.</summary>
    protected Execution Execution { get; } = execution;

    /// <summary>Gives the next row; false where there is none.</summary>
    public bool Next(out Row row)
    {
        var start = Execution.IsTimed ? Stopwatch.GetTimestamp() : 0;
        var found = Produce(out row);
        if (Execution.IsTimed)
            ticks += Stopwatch.GetTimestamp() - start;
        Works++;
        if (found)
            Advanced++;
        else
            IsAtEnd = true;
        return found;
    }

    /// <summary>The plan as queryPlanner shows it.</summary>
    public BsonDocument ToPlan()
    {
        var plan = new BsonDocument { { "stage", Name } };
        if (CostEstimate is { } cost)
            plan.Add("costEstimate", cost);
        Describe(plan);
        AddInputs(plan, stage => stage.ToPlan());
        return plan;
    }

    /// <summary>The plan with what its run counted, as executionStats shows it.</summary>
    public BsonDocument ToStatistics()
    {
        var statistics = new BsonDocument { { "stage", Name } };
        Describe(statistics, "filter");
        statistics.Add("nReturned", Advanced);
        statistics.Add("executionTimeMillisEstimate", (long)Stopwatch.GetElapsedTime(0, ticks).TotalMilliseconds);
        statistics.Add("works", Works);
        statistics.Add("advanced", Advanced);
        statistics.Add("needTime", Works - Advanced - (IsAtEnd ? 1 : 0));
        statistics.Add("needYield", 0);
        statistics.Add("isEOF", IsAtEnd ? 1 : 0);
        foreach (var (name, value) in Description())
        {
            if (name != "filter")
                statistics.Add(name, value);
        }

        DescribeRun(statistics);
        AddInputs(statistics, stage => stage.ToStatistics());
        return statistics;
    }

    /// <summary>Adds what is peculiar to the stage.</summary>
    protected virtual void Describe(BsonDocument plan)
    {
    }

    /// <summary>Adds what the run of the stage counted.</summary>
    protected virtual void DescribeRun(BsonDocument statistics)
    {
    }

    /// <summary>Finds the next row.</summary>
    protected abstract bool Produce(out Row row);

    private BsonDocument Description()
    {
        var description = new BsonDocument();
        Describe(description);
        return description;
    }

    private void Describe(BsonDocument target, string only)
    {
        if (Description()[only] is { IsMissing: false } value)
            target.Add(only, value);
    }

    private void AddInputs(BsonDocument target, Func<PlanStage, BsonDocument> show)
    {
        if (Inputs is [var one])
            target.Add("inputStage", show(one));
        else if (Inputs.Count > 1)
            target.Add("inputStages", new BsonArray(Inputs.Select(stage => (BsonValue)show(stage))));
    }
}

using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>The pipeline of a <c>$lookup</c>, which sees fields of the outer document as variables.</summary>
/// <remarks>It is read anew for each outer document, with the variables as constants: so a comparison with a variable can use an index.
/// Without variables it gives the same each time: it is run once, and what it gave is kept.</remarks>
internal sealed class LookupPipeline
{
    private readonly BsonArray stages;
    private readonly (string Name, Expression Value)[] variables;
    private readonly QueryScope scope;
    private readonly bool isCorrelated;

    public LookupPipeline(BsonArray stages, BsonDocument let, QueryScope scope, bool isCorrelated)
    {
        this.stages = stages;
        this.scope = scope;
        this.isCorrelated = isCorrelated || let.Count > 0;
        variables = [.. let.Select(variable =>
        {
            VariableNames.Check(variable.Name);
            return (variable.Name, Expression.Parse(variable.Value, scope));
        })];

        // Mistakes are told at once, also where there is no outer document.
        Pipeline.Parse(stages, ScopeFor([]), within: "$lookup");
    }

    /// <summary>Whether the pipeline makes its documents itself, so that no collection is read.</summary>
    public static bool MakesDocuments(BsonArray stages) =>
        stages.Count > 0 && stages[0].Type == BsonType.Document && stages[0].AsDocument is { Count: > 0 } first && first[0].Name == "$documents";

    /// <param name="belongs">The equality of fields that has to hold besides; null for none.</param>
    public IEnumerable<BsonDocument> Run(BsonDocument outer, string from, Filter? belongs, PipelineRun run)
    {
        if (isCorrelated) return PipelineFor(outer).RunOn(from, belongs, run);
        if (!run.KeptResults.TryGetValue(this, out var kept)) run.KeptResults.Add(this, kept = [.. PipelineFor([]).RunOn(from, null, run)]);
        return kept;
    }

    private Pipeline PipelineFor(BsonDocument outer) => Pipeline.Parse(stages, ScopeFor(outer), within: "$lookup");

    private QueryScope ScopeFor(BsonDocument outer)
    {
        if (variables.Length == 0) return scope;
        var values = new BsonDocument(variables.Length);
        foreach (var (name, value) in variables) values.Add(name, VariableNames.Keep(value.Evaluate(outer, new Variables())));
        foreach (var (name, value) in scope.Let ?? [])
        {
            if (!values.Contains(name)) values.Add(name, value);
        }

        return scope with { Let = values };
    }
}

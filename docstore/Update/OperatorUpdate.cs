using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>An update by operators. All their paths form one tree, which is walked once for each document.</summary>
internal sealed class OperatorUpdate : UpdateProgram
{
    private readonly UpdateNode root = new();
    private readonly ArrayFilters arrayFilters;
    private readonly QueryScope scope;

    /// <exception cref="MongoError">FailedToParse: no operator, or no document behind it. ConflictingUpdateOperators: two paths of which one lies on the other.</exception>
    public OperatorUpdate(BsonDocument update, ArrayFilters arrayFilters, QueryScope scope)
    {
        this.arrayFilters = arrayFilters;
        this.scope = scope;
        foreach (var (name, fields) in update)
        {
            if (!UpdateOperators.All.TryGetValue(name, out var parse))
                throw MongoError.FailedToParse($"Unknown modifier: {name}. Expected a valid update modifier or pipeline-style update specified as an array");
            if (fields.Type != BsonType.Document)
                throw MongoError.FailedToParse($"Modifiers operate on fields but we found type {fields.Type.Alias()} instead. For example: {{$mod: {{<field>: ...}}}} not {{{name}: {fields}}}");
            foreach (var (path, argument) in fields.AsDocument)
            {
                foreach (var (place, modifier) in parse(UpdatePath.Parse(path), argument, scope))
                    root.Add(place, 0, modifier, arrayFilters);
            }
        }

        arrayFilters.CheckUsed(update);
    }

    protected override BsonDocument Run(BsonDocument original, MatchPosition? position, bool isUpsert)
    {
        var run = new UpdateRun(original, position?.Index, isUpsert, arrayFilters, scope);
        return run.Update(root, original, "").AsDocument;
    }
}

using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary>Reads a find's projection, with the rules about what may stand beside what.</summary>
internal sealed class ProjectionParser(QueryScope scope, Filter? query)
{
    private readonly ProjectionPath root = new();
    private bool? includes;
    private bool hasPositional, hasElemMatch, hasSlice, namesId;
    private bool? idIncluded;

    public Projection Parse(BsonDocument specification)
    {
        foreach (var (name, value) in specification)
        {
            namesId |= name == "_id" || name.StartsWith("_id.", StringComparison.Ordinal);
            Element(name, value, null);
        }

        // Where no field says whether this takes or leaves, what else there is decides.
        var taking = includes ?? (hasSlice ? idIncluded == true : hasElemMatch || idIncluded == true);
        if (taking && !namesId)
            root.Add(FieldPath.Parse("_id"), 0, new ProjectionLeaf(true));
        if (!taking && idIncluded == true)
            root.Remove("_id");
        return new(specification, root, taking);
    }

    private void Element(string name, in BsonValue value, string? parent)
    {
        var isPositional = name is "$" || name.EndsWith(".$", StringComparison.Ordinal) || name.Contains(".$.", StringComparison.Ordinal);
        if (value.Type == BsonType.Document)
        {
            if (isPositional)
                throw MongoError.Location(31271, "positional projection cannot be used with an expression or sub object");
            Inner(name, value.AsDocument, parent);
        }
        else if (value.Type == BsonType.Boolean || value.IsNumber)
        {
            if (value.IsTruthy) Include(name, parent, isPositional);
            else Exclude(name, parent);
        }
        else
        {
            if (isPositional)
                throw MongoError.Location(31308, "positional projection cannot be used with a literal");
            Add(name, parent, new ProjectionExpression(Expression.Parse(value, scope)));
            if (includes == false)
                throw MongoError.Location(31310, $"Cannot use an expression {name}: {value} in an exclusion projection");
            includes = true;
        }
    }

    private void Include(string name, string? parent, bool isPositional)
    {
        var isId = name == "_id" && parent is null;
        if (isPositional)
            Positional(name, parent);
        else
            Add(name, parent, new ProjectionLeaf(true));
        if (isId)
        {
            idIncluded = true;
            return;
        }

        if (includes == false)
            throw MongoError.Location(31253, $"Cannot do inclusion on field {name} in exclusion projection");
        includes = true;
    }

    private void Exclude(string name, string? parent)
    {
        Add(name, parent, new ProjectionLeaf(false));
        if (name == "_id" && parent is null)
        {
            idIncluded = false;
            return;
        }

        if (includes == true)
            throw MongoError.Location(31254, $"Cannot do exclusion on field {name} in inclusion projection");
        includes = false;
    }

    private void Positional(string name, string? parent)
    {
        if (hasPositional)
            throw MongoError.Location(31276, "Cannot specify more than one positional projection per query.");
        if (hasElemMatch)
            throw MongoError.Location(31256, "Cannot specify positional operator and $elemMatch.");
        var first = (parent ?? name).Split('.')[0];
        if (query is not null && !Searches(query, first))
            throw MongoError.Location(31277, $"Positional projection '{name}' does not match the query document.");
        var at = name.IndexOf(".$", StringComparison.Ordinal);
        if (at <= 0 || name[(at + 2)..].Contains('$'))
            throw MongoError.Location(31287, $"Cannot use positional operator twice: {name}");
        hasPositional = true;
        Add(name[..at], parent, new ProjectionPositional());
    }

    private void Inner(string name, BsonDocument inner, string? parent)
    {
        if (inner.Count == 0)
            throw MongoError.Location(51270, "An empty sub-projection is not a valid value. Found empty object at path");
        if (inner.Count == 1 && inner[0].Name.StartsWith('$'))
        {
            Operator(name, inner, parent);
            return;
        }

        foreach (var (field, value) in inner)
            Element(field, value, parent is null ? name : $"{parent}.{name}");
    }

    private void Operator(string name, BsonDocument inner, string? parent)
    {
        var argument = inner[0].Value;
        switch (inner[0].Name)
        {
            case "$slice" when IsFindSlice(argument):
                hasSlice = true;
                Add(name, parent, Slice(argument));
                break;
            case "$elemMatch":
                ElemMatch(name, argument, parent);
                break;
            case "$meta":
                throw MongoError.NotImplemented($"docstore does not project {{$meta: {argument}}} (field '{name}'): it has no text indexes and no scores");
            default:
                if (includes == false)
                    throw MongoError.Location(31252, "Cannot use expression other than $meta in exclusion projection");
                includes = true;
                Add(name, parent, new ProjectionExpression(Computed(inner)));
                break;
        }
    }

    private Expression Computed(BsonDocument inner)
    {
        try
        {
            return Expression.Parse(inner, scope);
        }
        catch (MongoError unknown) when (unknown.Code == 168)
        {
            throw MongoError.Location(31325, $"Unknown expression {inner[0].Name}");
        }
    }

    // An array of two numbers; other arrays are arguments of the expression $slice.
    private static bool IsFindSlice(in BsonValue argument) =>
        argument.Type != BsonType.Array || argument.AsArray is [{ IsNumber: true }, { IsNumber: true }];

    private static ProjectionSlice Slice(in BsonValue argument)
    {
        if (argument.IsNumber)
            return new(null, argument.ToInt64());
        if (argument.Type != BsonType.Array)
            throw MongoError.Location(28667, "Invalid $slice syntax. The given syntax did not match the find() syntax because :: $slice only supports numbers and [skip, limit] arrays");
        var limit = argument.AsArray[1].ToInt64();
        return limit > 0 ? new(argument.AsArray[0].ToInt64(), limit) : throw MongoError.Location(28724, $"First argument to $slice must be an array, but is of type: int; and the find() syntax did not match because :: $slice limit must be positive, got {limit}");
    }

    private void ElemMatch(string name, in BsonValue argument, string? parent)
    {
        if (argument.Type != BsonType.Document)
            throw MongoError.Location(31274, $"elemMatch: Invalid argument, object required, but got {argument.Type.Alias()}");
        if (hasPositional)
            throw MongoError.Location(31255, "Cannot specify positional operator and $elemMatch.");
        if (parent is not null || name.Contains('.'))
            throw MongoError.Location(31275, "Cannot use $elemMatch projection on a nested field.");
        hasElemMatch = true;
        var predicate = new FilterParser(scope).Predicates(new BsonDocument { { "$elemMatch", argument } }, name)[0];
        Add(name, parent, new ProjectionElemMatch((ElemMatchPredicate)predicate));
    }

    private void Add(string name, string? parent, ProjectionNode node) =>
        root.Add(FieldPath.ParseStrict(parent is null ? name : $"{parent}.{name}"), 0, node);

    private static bool Searches(Filter filter, string field) => filter switch
    {
        CompoundFilter compound => compound.Parts.Any(part => Searches(part, field)),
        FieldFilter { Path: var path } => path.Names[0] == field,
        _ => false,
    };
}

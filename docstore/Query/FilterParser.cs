using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary>Reads queries.</summary>
internal sealed class FilterParser(QueryScope scope)
{
    /// <summary>Reads a whole query.</summary>
    public Filter Parse(BsonDocument specification)
    {
        var parts = new List<Filter>();
        foreach (var (name, value) in specification)
        {
            if (name == "$comment")
                continue;
            if (name.StartsWith('$'))
                parts.Add(QueryOperator(name, value));
            else
                Field(name, value, parts);
        }

        return parts.Count switch { 0 => new AlwaysFilter(true), 1 => parts[0], _ => new AndFilter(parts) };
    }

    /// <summary>The predicates of a document of operators, <c>{$gt: 1, $lt: 5}</c>.</summary>
    public List<Predicate> Predicates(BsonDocument operators, string field)
    {
        var predicates = new List<Predicate>();
        foreach (var (name, argument) in operators)
        {
            if (name == "$comment")
                continue;
            if (name == "$options")
            {
                if (!operators.Contains("$regex")) throw MongoError.BadValue("$options needs a $regex");
                continue;
            }

            if (!QueryOperators.OfFields.TryGetValue(name, out var parse))
                throw QueryOperators.Refused.TryGetValue(name, out var reason) ? Refusal(name, reason) : MongoError.BadValue($"unknown operator: {name}");
            if (argument.Type == BsonType.Undefined)
                throw MongoError.BadValue("cannot compare to undefined");
            predicates.Add(parse(this, argument, operators, field));
        }

        return predicates;
    }

    /// <summary>Whether a value behind a field is a document of operators rather than one to compare with. {$ref, $id} is a reference.</summary>
    public static bool IsOperators(in BsonValue value)
    {
        if (value.Type != BsonType.Document)
            return false;
        foreach (var (name, _) in value.AsDocument)
            return name.StartsWith('$') && name is not ("$ref" or "$id" or "$db");
        return false;
    }

    /// <summary>$and.</summary>
    public Filter And(BsonValue argument) => Parts("$and", argument) is var parts && parts.Count == 1 ? parts[0] : new AndFilter(parts);

    /// <summary>$or.</summary>
    public Filter Or(BsonValue argument) => Parts("$or", argument) is var parts && parts.Count == 1 ? parts[0] : new OrFilter(parts);

    /// <summary>The queries in the array of $and, $or, $nor.</summary>
    public List<Filter> Parts(string name, in BsonValue argument)
    {
        if (argument.Type != BsonType.Array)
            throw MongoError.BadValue($"{name} must be an array");
        var parts = new List<Filter>();
        foreach (var part in argument.AsArray)
            parts.Add(part.Type == BsonType.Document ? Parse(part.AsDocument) : throw MongoError.BadValue("$or/$and/$nor entries need to be full objects"));
        return parts.Count > 0 ? parts : throw MongoError.BadValue("$and/$or/$nor must be a nonempty array");
    }

    /// <summary>$expr.</summary>
    public Filter Expr(BsonValue argument) => new ExprFilter(Expression.Parse(argument, scope), argument);

    /// <summary>$sampleRate.</summary>
    public static Filter Sample(BsonValue argument)
    {
        var rate = argument.IsNumber ? argument.ToDouble() : throw MongoError.BadValue("argument to $sampleRate must be a numeric type");
        return rate is >= 0 and <= 1 ? new SampleFilter(rate) : throw MongoError.BadValue("numeric argument to $sampleRate must be in [0, 1]");
    }

    /// <summary>$alwaysTrue and $alwaysFalse.</summary>
    public static Filter Always(string name, BsonValue argument, bool value) =>
        argument.IsNumber && argument.ToDouble() == 1 ? new AlwaysFilter(value) : throw MongoError.FailedToParse($"{name} must be an integer value of 1");

    private Filter QueryOperator(string name, BsonValue argument)
    {
        if (QueryOperators.OfQueries.TryGetValue(name, out var parse))
            return parse(this, argument);
        throw QueryOperators.Refused.TryGetValue(name, out var reason)
            ? Refusal(name, reason)
            : MongoError.BadValue($"unknown top level operator: {name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.");
    }

    private void Field(string name, in BsonValue value, List<Filter> parts)
    {
        var path = FieldPath.Parse(name);
        if (value.Type == BsonType.Undefined)
            throw MongoError.BadValue("cannot compare to undefined");
        if (IsOperators(value))
            parts.AddRange(Predicates(value.AsDocument, name).Select(predicate => new FieldFilter(path, predicate)));
        else if (value.Type == BsonType.Regex)
            parts.Add(new FieldFilter(path, new RegexPredicate(value.AsRegex)));
        else
            parts.Add(new FieldFilter(path, new Comparison(ComparisonOperator.Eq, value)));
    }

    private static MongoError Refusal(string name, string reason) => MongoError.NotImplemented($"docstore does not have {name}: {reason}");
}

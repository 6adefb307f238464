using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>$addToSet: appends what the array does not hold yet.</summary>
internal sealed class AddToSetModifier : Modifier
{
    private readonly List<BsonValue> values = [];

    /// <exception cref="MongoError">TypeMismatch or BadValue: $each without an array, or with something beside it.</exception>
    public AddToSetModifier(BsonValue argument)
    {
        if (argument.Type != BsonType.Document || argument.AsDocument is not [("$each", var each), ..])
        {
            values.Add(argument);
            return;
        }

        if (argument.AsDocument.Count > 1)
            throw MongoError.BadValue($"Found unexpected fields after $each in $addToSet: {argument}");
        if (each.Type != BsonType.Array)
            throw MongoError.TypeMismatch($"The argument to $each in $addToSet must be an array but it was of type {each.Type.Alias()}");
        values.AddRange(each.AsArray);
    }

    public override BsonValue Apply(BsonValue value, Place at)
    {
        if (!value.IsMissing && value.Type != BsonType.Array)
            throw MongoError.BadValue($"Cannot apply $addToSet to non-array field. Field named '{at.Name}' has non-array type {value.Type.Alias()}");
        var held = value.IsMissing ? [] : new BsonArray(value.AsArray);
        var before = held.Count;
        foreach (var one in values)
        {
            if (!held.Contains(one, BsonComparer.Instance))
                held.Add(one);
        }

        return held.Count == before && !value.IsMissing ? value : held;
    }
}

/// <summary>$pop: removes the first or the last element.</summary>
internal sealed class PopModifier : Modifier
{
    private readonly bool last;

    /// <exception cref="MongoError">FailedToParse: neither 1 nor -1.</exception>
    public PopModifier(BsonValue argument)
    {
        if (!argument.IsNumber)
            throw MongoError.FailedToParse($"Expected a number in: $pop: {argument}");
        last = argument.ToDouble() is 1 or -1 ? argument.ToDouble() > 0 : throw MongoError.FailedToParse($"$pop expects 1 or -1, found: {argument}");
    }

    public override BsonValue Apply(BsonValue value, Place at)
    {
        if (value.IsMissing)
            return value;
        if (value.Type != BsonType.Array)
            throw MongoError.TypeMismatch($"Path '{at.Path}' contains an element of non-array type '{value.Type.Alias()}'");
        if (value.AsArray.Count == 0)
            return value;
        var rest = new BsonArray(value.AsArray);
        rest.RemoveAt(last ? rest.Count - 1 : 0);
        return rest;
    }
}

/// <summary>$pull and $pullAll: removes the elements that satisfy.</summary>
internal sealed class PullModifier(Func<BsonValue, bool> isPulled, string name) : Modifier
{
    /// <summary>$pull: equal to a value; matching a query, where elements are documents; satisfying operators.</summary>
    public static PullModifier Of(BsonValue condition, QueryScope scope)
    {
        if (condition.Type == BsonType.Document && !FilterParser.IsOperators(condition))
        {
            var query = Filter.Parse(condition.AsDocument, scope);
            return new(element => element.Type == BsonType.Document && query.Matches(element.AsDocument), "$pull");
        }

        if (condition.Type is not (BsonType.Document or BsonType.Regex))
            return new(element => BsonComparer.Instance.Equals(element, condition), "$pull");
        var wrapped = Filter.Parse(new BsonDocument { { "", condition } }, scope);
        return new(element => wrapped.Matches(new BsonDocument { { "", element } }), "$pull");
    }

    /// <summary>$pullAll: equal to one of the values.</summary>
    /// <exception cref="MongoError">BadValue: no array.</exception>
    public static PullModifier All(BsonValue values)
    {
        if (values.Type != BsonType.Array)
            throw MongoError.BadValue($"$pullAll requires an array argument but was given a {values.Type.Alias()}");
        var set = new HashSet<BsonValue>(values.AsArray, BsonComparer.Instance);
        return new(set.Contains, "$pullAll");
    }

    public override BsonValue Apply(BsonValue value, Place at)
    {
        if (value.IsMissing)
            return value;
        if (value.Type != BsonType.Array)
            throw MongoError.BadValue($"Cannot apply {name} to a non-array value");
        var array = value.AsArray;
        var left = new BsonArray(array.Where(element => !isPulled(element)));
        return left.Count == array.Count ? value : left;
    }
}

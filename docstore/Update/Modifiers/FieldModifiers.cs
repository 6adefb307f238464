using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Update;

/// <summary>$set.</summary>
internal sealed class SetModifier(BsonValue argument) : Modifier
{
    public override BsonValue Apply(BsonValue value, Place at) => argument;
}

/// <summary>$setOnInsert.</summary>
internal sealed class SetOnInsertModifier(BsonValue argument) : Modifier
{
    public override BsonValue Apply(BsonValue value, Place at) => at.Run.IsUpsert ? argument : value;
}

/// <summary>$unset: of an array's element null is left.</summary>
internal sealed class UnsetModifier : Modifier
{
    public override BsonValue Apply(BsonValue value, Place at) => BsonValue.Missing;
}

/// <summary>$min and $max: the lesser or the greater of the two, across all types.</summary>
internal sealed class BoundModifier(BsonValue argument, bool greater) : Modifier
{
    public override BsonValue Apply(BsonValue value, Place at)
    {
        if (value.IsMissing)
            return argument;
        var order = BsonComparer.Instance.Compare(argument, value);
        return (greater ? order > 0 : order < 0) ? argument : value;
    }
}

/// <summary>$currentDate.</summary>
internal sealed class CurrentDateModifier : Modifier
{
    private static uint counter;
    private readonly bool asTimestamp;

    public CurrentDateModifier(BsonValue argument) => asTimestamp = argument.Type switch
    {
        BsonType.Boolean => false,
        BsonType.Document => argument.AsDocument is [("$type", { Type: BsonType.String } type)] && type.AsString is "date" or "timestamp"
            ? argument.AsDocument["$type"].AsString == "timestamp"
            : throw MongoError.BadValue("The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}"),
        _ => throw MongoError.BadValue($"{argument.Type.Alias()} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({{$type: 'timestamp/date'}})."),
    };

    public override BsonValue Apply(BsonValue value, Place at) => asTimestamp
        ? BsonValue.FromTimestamp((ulong)((at.Run.Now - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) << 32 | Interlocked.Increment(ref counter))
        : at.Run.Now;
}

/// <summary>$rename, at the place that the field goes to.</summary>
internal sealed class RenameModifier(FieldPath source, FieldPath target) : Modifier
{
    /// <summary>What happens at the one place and at the other.</summary>
    public static (FieldPath Path, Modifier Modifier)[] Both(FieldPath source, FieldPath target) =>
        [(source, new RenamedAway()), (target, new RenameModifier(source, target))];

    /// <summary>Reads the new path.</summary>
    /// <exception cref="MongoError">BadValue: no text, a path with <c>$</c>, or one that lies on the old one.</exception>
    public static FieldPath Target(FieldPath source, BsonValue argument)
    {
        if (argument.Type != BsonType.String)
            throw MongoError.BadValue($"The 'to' field for $rename must be a string: {source}: {argument}");
        var target = UpdatePath.Parse(argument.AsString);
        if (source.Names.Any(UpdatePath.IsDynamic))
            throw MongoError.BadValue($"The source field for $rename may not be dynamic: {source}");
        if (target.Names.Any(UpdatePath.IsDynamic))
            throw MongoError.BadValue($"The destination field for $rename may not be dynamic: {target}");
        if (source.Text == target.Text)
            throw MongoError.BadValue($"The source and target field for $rename must differ: {source}: {argument}");
        if (source.IsPrefixOf(target) || target.IsPrefixOf(source))
            throw MongoError.BadValue($"The source and target field for $rename must not be on the same path: {source}: {argument}");
        return target;
    }

    public override BsonValue Apply(BsonValue value, Place at)
    {
        var moved = WithoutArrays(at, source, "source");
        if (moved.IsMissing)
            return value;
        WithoutArrays(at, target, "destination");
        return moved;
    }

    private static BsonValue WithoutArrays(Place at, FieldPath path, string which)
    {
        BsonValue value = at.Run.Original;
        foreach (var name in path.Names)
        {
            if (value.Type == BsonType.Array)
                throw MongoError.BadValue($"The {which} field cannot be an array element, '{path}' in doc with {at.Document[1..^1]} has an array field called '{path.Names[Array.IndexOf(path.Names, name) - 1]}'");
            value = value.Type == BsonType.Document ? value.AsDocument[name] : BsonValue.Missing;
        }

        return value;
    }
}

/// <summary>$rename, at the place that the field leaves.</summary>
internal sealed class RenamedAway : Modifier
{
    public override BsonValue Apply(BsonValue value, Place at) => BsonValue.Missing;
}

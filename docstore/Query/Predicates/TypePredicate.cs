using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary><c>$type</c>: a value of one of these types. An array is of its elements' types and of type array.</summary>
internal sealed class TypePredicate(TypeSet types) : Predicate
{
    /// <summary>The types.</summary>
    public TypeSet Types => types;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position) => types.Contains(value.Type);

    public override BsonValue ToSpecification() => new BsonDocument { { "$type", types.ToArray() } };
}

/// <summary>Some of BSON's types, as <c>$type</c> and <c>bsonType</c> name them: by number, by alias, or "number" for four of them.</summary>
internal sealed class TypeSet
{
    private readonly bool[] contained = new bool[256];
    private readonly List<BsonValue> names = [];
    private bool isList;

    /// <summary>Whether the type is one of them. Missing never is.</summary>
    public bool Contains(BsonType type) => contained[(int)type];

    /// <summary>The types as the query named them, as <c>explain</c> shows them: always a list.</summary>
    public BsonArray ToArray() => new(names);

    /// <summary>As the query has it: a list only where it was one.</summary>
    public BsonValue AsWritten => isList ? ToArray() : names[0];

    /// <summary>The aliases as they were given.</summary>
    public IReadOnlyList<BsonValue> Names => names;

    /// <summary>Reads a number, an alias, or an array of them.</summary>
    /// <exception cref="MongoError">BadValue, TypeMismatch or FailedToParse.</exception>
    public static TypeSet Parse(in BsonValue specification, string operatorName)
    {
        var set = new TypeSet();
        if (specification.Type != BsonType.Array)
        {
            set.Add(specification, operatorName);
            return set;
        }

        set.isList = true;
        foreach (var one in specification.AsArray)
            set.Add(one, operatorName);
        return set.names.Count > 0 ? set : throw MongoError.FailedToParse($"{operatorName} must match at least one type");
    }

    private void Add(in BsonValue name, string operatorName)
    {
        if (name.Type == BsonType.String)
            AddAlias(name.AsString);
        else if (name.IsNumber)
            AddCode(name);
        else
            throw MongoError.TypeMismatch("type must be represented as a number or a string");
        if (names.Contains(name) && operatorName == "bsonType")
            throw MongoError.FailedToParse($"Duplicate type in {operatorName}: {name}");
        names.Add(name);
    }

    private void AddAlias(string alias)
    {
        if (alias == "number")
        {
            foreach (var number in (BsonType[])[BsonType.Double, BsonType.Int32, BsonType.Int64, BsonType.Decimal128])
                contained[(int)number] = true;
            return;
        }

        var type = BsonTypeNames.FromAlias(alias) ?? throw MongoError.BadValue($"Unknown type name alias: {alias}");
        contained[(int)type] = true;
    }

    private void AddCode(in BsonValue code)
    {
        var number = code.ToDouble();
        if (number == -1)
            contained[(int)BsonType.MinKey] = true;
        else if (number is (>= 1 and <= 19) or 127 && number == Math.Floor(number))
            contained[(int)number] = true;
        else
            throw MongoError.BadValue(string.Create(CultureInfo.InvariantCulture, $"Invalid numerical type code: {code}"));
    }
}

using System.Globalization;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Storage;

/// <summary>What createIndexes was asked for, checked: an option that docstore would not honour is refused.</summary>
internal sealed class IndexSpecification
{
    private static readonly HashSet<string> Unsupported =
    [
        "weights", "default_language", "language_override", "textIndexVersion", "2dsphereIndexVersion", "bits", "min", "max",
        "bucketSize", "wildcardProjection", "columnstoreProjection", "storageEngine", "prepareUnique", "dropDups",
    ];

    private IndexSpecification(BsonDocument key, string name)
    {
        Key = key;
        Name = name;
        Fields = [.. key.Select(element => element.Name)];
        Order = new([.. key.Select(element => element.Value.ToDouble() < 0)]);
    }

    /// <summary>The key pattern, as it was given: <c>{ customer: 1, placed: -1 }</c>.</summary>
    public BsonDocument Key { get; }

    /// <summary>The name; where none was given, the fields with their directions.</summary>
    public string Name { get; }

    /// <summary>The paths of the indexed fields.</summary>
    public string[] Fields { get; }

    /// <summary>The order of the entries.</summary>
    public IndexOrder Order { get; }

    /// <summary>No two documents have the same key.</summary>
    public bool Unique { get; private set; }

    /// <summary>Documents that have none of the fields are left out.</summary>
    public bool Sparse { get; private set; }

    /// <summary>The planner does not see it.</summary>
    public bool Hidden { get; set; }

    /// <summary>Only documents that match are in the index; null for all.</summary>
    public BsonDocument? PartialFilterExpression { get; private set; }

    /// <summary>The parsed <see cref="PartialFilterExpression"/>.</summary>
    public Filter? PartialFilter { get; private set; }

    /// <summary>Seconds after the date in the field at which a document is removed; null for never.</summary>
    public int? ExpireAfterSeconds { get; set; }

    /// <summary>The option of this name, as it was given; Missing where it was not.</summary>
    public BsonValue Background { get; private set; }

    /// <summary>Whether this is the index that every collection has.</summary>
    public bool IsId => Fields is ["_id"];

    /// <summary>The index on _id.</summary>
    public static IndexSpecification Id() => new(new BsonDocument { { "_id", 1 } }, "_id_") { Unique = true };

    /// <summary>Reads one element of createIndexes' <c>indexes</c>.</summary>
    /// <exception cref="MongoError">CannotCreateIndex (67), TypeMismatch (14), InvalidIndexSpecificationOption (197), NotImplemented (238) for kinds that docstore lacks.</exception>
    public static IndexSpecification Parse(BsonDocument spec)
    {
        if (spec["key"].Type != BsonType.Document)
            throw spec["key"].IsMissing
                ? MongoError.FailedToParse("Error in specification " + spec + " :: caused by :: The 'key' field is a required property of an index specification")
                : MongoError.TypeMismatch("Error in specification " + spec + " :: caused by :: The field 'key' must be an object, but got " + spec["key"].Type.Alias());
        var key = spec["key"].AsDocument.Clone();
        CheckKey(key, spec);
        if (spec["name"].Type != BsonType.String)
            throw MongoError.FailedToParse("Error in specification " + spec + " :: caused by :: The 'name' field is a required property of an index specification");
        var parsed = new IndexSpecification(key, spec["name"].AsString);
        if (parsed.Name is "" or "*")
            throw MongoError.BadValue($"The index name '{parsed.Name}' is not valid");
        foreach (var (name, value) in spec)
            parsed.Take(name, value, spec);
        if (parsed.IsId)
            parsed.CheckId(spec);
        if (parsed.ExpireAfterSeconds is not null && parsed.Fields.Length > 1)
            throw MongoError.CannotCreateIndex("TTL indexes are single-field indexes, compound indexes do not support TTL. Index spec: " + spec);
        if (parsed is { Sparse: true, PartialFilter: not null })
            throw MongoError.CannotCreateIndex("cannot mix \"partialFilterExpression\" and \"sparse\" options");
        return parsed;
    }

    /// <summary>As listIndexes shows it.</summary>
    public BsonDocument ToDocument()
    {
        var document = new BsonDocument { { "v", 2 }, { "key", Key.Clone() }, { "name", Name } };
        if (!Background.IsMissing)
            document.Add("background", Background);
        if (Unique && !IsId)
            document.Add("unique", true);
        if (Sparse)
            document.Add("sparse", true);
        if (PartialFilterExpression is not null)
            document.Add("partialFilterExpression", PartialFilterExpression.Clone());
        if (ExpireAfterSeconds is { } seconds)
            document.Add("expireAfterSeconds", seconds);
        if (Hidden)
            document.Add("hidden", true);
        return document;
    }

    /// <summary>Whether both would be the same tree: then there is room for one only.</summary>
    public bool HasSameSignature(IndexSpecification other) =>
        SameKey(other.Key) && Unique == other.Unique && Sparse == other.Sparse && Equals(PartialFilterExpression, other.PartialFilterExpression);

    /// <summary>Whether all that was asked for is the same, but for the name.</summary>
    public bool HasSameOptions(IndexSpecification other) =>
        HasSameSignature(other) && ExpireAfterSeconds == other.ExpireAfterSeconds;

    /// <summary>Whether a key pattern is this index's: the same fields in the same order with the same directions.</summary>
    public bool SameKey(BsonDocument key) => Key.Count == key.Count
        && Key.Zip(key, (mine, theirs) => mine.Name == theirs.Name && BsonComparer.Instance.Compare(mine.Value, theirs.Value) == 0).All(same => same);

    private static bool Equals(BsonDocument? left, BsonDocument? right) =>
        left is null || right is null ? left is null && right is null : BsonComparer.Instance.Compare(left, right) == 0;

    private static void CheckKey(BsonDocument key, BsonDocument spec)
    {
        if (key.Count == 0)
            throw MongoError.CannotCreateIndex("Error in specification " + spec + " :: caused by :: Index keys cannot be empty.");
        if (key.Count > 32)
            throw MongoError.CannotCreateIndex("Index key pattern too large: an index has at most 32 fields");
        foreach (var (name, value) in key)
        {
            if (value.Type == BsonType.String)
                throw Plugin(value.AsString);
            if (!value.IsNumber)
                throw MongoError.CannotCreateIndex($"Values in v:2 index key pattern cannot be of type {value.Type.Alias()}. Only numbers > 0, numbers < 0, and strings are allowed.");
            if (value.ToDouble() is 0 or double.NaN)
                throw MongoError.CannotCreateIndex("Values in the index key pattern cannot be 0.");
            if (name == "$**" || name.EndsWith(".$**", StringComparison.Ordinal))
                throw MongoError.NotImplemented("docstore has no wildcard indexes; name the fields of the index");
            if (name.Length == 0 || name.Split('.').Contains(""))
                throw MongoError.CannotCreateIndex("Index keys cannot contain an empty field.");
            if (name.Split('.').Any(part => part.StartsWith('$')))
                throw MongoError.CannotCreateIndex($"Index key contains an illegal field name: field name starts with '$'. Index key: {name}");
        }

        if (key.Select(element => element.Name).Distinct().Count() < key.Count)
            throw MongoError.BadValue("Error in specification " + spec + " :: caused by :: The field of an index key appears multiple times in the index key pattern");
    }

    private static MongoError Plugin(string name) => name is "text" or "2d" or "2dsphere" or "hashed" or "columnstore" or "geoHaystack"
        ? MongoError.NotImplemented($"docstore has no {name} indexes; it keeps ordered ones (1 and -1)")
        : MongoError.CannotCreateIndex($"Unknown index plugin '{name}'");

    private void Take(string name, BsonValue value, BsonDocument spec)
    {
        switch (name)
        {
            case "key" or "name" or "ns":
                break;
            case "background":
                // Without effect since MongoDB 4.2, and listed as it was given.
                Background = value;
                break;
            case "v":
                if (!value.IsNumber || value.ToDouble() is not (1 or 2))
                    throw MongoError.CannotCreateIndex("Invalid index specification " + spec + "; cannot create an index with v=" + value);
                break;
            case "unique":
                Unique = Flag(name, value);
                break;
            case "sparse":
                Sparse = Flag(name, value);
                break;
            case "hidden":
                Hidden = Flag(name, value);
                break;
            case "expireAfterSeconds":
                ExpireAfterSeconds = CheckExpiry(value);
                break;
            case "partialFilterExpression":
                if (value.Type != BsonType.Document)
                    throw MongoError.TypeMismatch($"The field 'partialFilterExpression' must be an object, but got {value.Type.Alias()}");
                PartialFilterExpression = value.AsDocument.Clone();
                PartialFilter = Filter.Parse(PartialFilterExpression, new QueryScope(null, DateTime.UtcNow));
                PartialFilters.Check(PartialFilter);
                break;
            case "collation":
                Collations.RefuseUnlessSimple(value);
                break;
            default:
                throw Unsupported.Contains(name)
                    ? MongoError.NotImplemented($"docstore has no index option '{name}'")
                    : new MongoError(197, "InvalidIndexSpecificationOption", $"Error in specification {spec} :: caused by :: The field '{name}' is not valid for an index specification. Specification: {spec}");
        }
    }

    private void CheckId(BsonDocument spec)
    {
        if (Key["_id"].ToDouble() != 1)
            throw MongoError.BadValue("The field 'key' for an _id index must be {_id: 1}, but got " + Key);
        if (Sparse || PartialFilter is not null || ExpireAfterSeconds is not null || Hidden)
            throw new MongoError(197, "InvalidIndexSpecificationOption", $"The _id index takes no options. Specification: {spec}");
    }

    /// <summary>Seconds that a TTL index may be given: 0 to 2^31 - 1.</summary>
    internal static int CheckExpiry(BsonValue value)
    {
        if (!value.IsNumber)
            throw MongoError.TypeMismatch($"TTL index 'expireAfterSeconds' option must be numeric, but received a type of '{value.Type.Alias()}'");
        if (value.ToDouble() is not (>= 0 and <= int.MaxValue))
            throw MongoError.CannotCreateIndex(string.Create(CultureInfo.InvariantCulture, $"TTL index 'expireAfterSeconds' option must be within an acceptable range, try a different number than {value.ToDouble()}."));
        return (int)value.ToDouble();
    }

    private static bool Flag(string name, BsonValue value) => value.Type == BsonType.Boolean || value.IsNumber
        ? value.IsTruthy
        : throw MongoError.TypeMismatch($"The field '{name}' has value {value}, which is not convertible to bool");
}

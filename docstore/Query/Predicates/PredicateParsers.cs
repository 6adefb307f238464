using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>Reads the arguments of field operators.</summary>
internal static class PredicateParsers
{
    /// <summary>The highest position of a bit, and with it the longest mask, that is allowed.</summary>
    private const long MaxBit = int.MaxValue;

    public static Predicate Compare(ComparisonOperator comparison, BsonValue argument) => new Comparison(comparison, argument);

    public static Predicate NotEqual(BsonValue argument, string field) => argument.Type == BsonType.Regex
        ? throw MongoError.BadValue($"Can't have regex as arg to $ne. (field '{field}')")
        : new Comparison(ComparisonOperator.Ne, argument);

    public static Predicate Ordered(ComparisonOperator comparison, BsonValue argument, string field) => argument.Type == BsonType.Regex
        ? throw MongoError.BadValue($"Can't have RegEx as arg to predicate over field '{field}'.")
        : new Comparison(comparison, argument);

    public static InPredicate In(BsonValue argument, string name)
    {
        if (argument.Type != BsonType.Array)
            throw MongoError.BadValue($"{name} needs an array");
        var (values, patterns) = (new List<BsonValue>(), new List<RegexPredicate>());
        foreach (var value in argument.AsArray)
        {
            if (FilterParser.IsOperators(value))
                throw MongoError.BadValue($"cannot nest $ under {name}");
            if (value.Type == BsonType.Undefined)
                throw MongoError.BadValue("cannot compare to undefined");
            if (value.Type == BsonType.Regex)
                patterns.Add(new RegexPredicate(value.AsRegex));
            else
                values.Add(value);
        }

        return new(values, patterns);
    }

    public static Predicate Not(FilterParser parser, BsonValue argument, BsonDocument siblings, string field)
    {
        if (argument.Type == BsonType.Regex)
            return new NotPredicate(new RegexPredicate(argument.AsRegex));
        if (argument.Type != BsonType.Document)
            throw MongoError.BadValue("$not needs a regex or a document");
        if (argument.AsDocument.Count == 0)
            throw MongoError.BadValue("$not cannot be empty");
        return new NotPredicate(Together(parser.Predicates(argument.AsDocument, field)));
    }

    public static Predicate Regex(BsonValue argument, BsonValue options)
    {
        if (argument.Type is not (BsonType.String or BsonType.Regex))
            throw MongoError.BadValue("$regex has to be a string");
        if (!options.IsMissing && options.Type != BsonType.String)
            throw MongoError.BadValue("$options has to be a string");
        if (argument.Type == BsonType.String)
            return new RegexPredicate(new(argument.AsString, options.IsMissing ? "" : options.AsString));
        var regex = argument.AsRegex;
        if (options.IsMissing)
            return new RegexPredicate(regex);
        return regex.Options.Length == 0
            ? new RegexPredicate(new(regex.Pattern, options.AsString))
            : throw MongoError.Location(51074, "options set in both $regex and $options");
    }

    public static Predicate Mod(BsonValue argument)
    {
        if (argument.Type != BsonType.Array)
            throw MongoError.BadValue("malformed mod, needs to be an array");
        var parts = argument.AsArray;
        if (parts.Count < 2)
            throw MongoError.BadValue("malformed mod, not enough elements");
        if (parts.Count > 2)
            throw MongoError.BadValue("malformed mod, too many elements");
        var divisor = Whole(parts[0], "divisor");
        return divisor == 0 ? throw MongoError.BadValue("divisor cannot be 0") : new ModPredicate(divisor, Whole(parts[1], "remainder"));
    }

    private static long Whole(in BsonValue value, string what)
    {
        if (!value.IsNumber)
            throw MongoError.BadValue($"malformed mod, {what} not a number");
        return WholeNumber.TryCut(value, out var number)
            ? number
            : throw MongoError.BadValue($"malformed mod, {what} value is invalid :: caused by :: Unable to coerce NaN/Inf to integral type");
    }

    public static Predicate Size(BsonValue argument)
    {
        if (!argument.IsNumber)
            throw MongoError.BadValue($"Failed to parse $size. Expected a number in: $size: {argument}");
        if (!WholeNumber.TryExact(argument, out var size))
            throw MongoError.BadValue($"Failed to parse $size. Expected an integer: $size: {argument}");
        return size >= 0 ? new SizePredicate(size) : throw MongoError.BadValue($"Failed to parse $size. Expected a non-negative number in: $size: {argument}");
    }

    public static Predicate All(FilterParser parser, BsonValue argument, BsonDocument siblings, string field)
    {
        if (argument.Type != BsonType.Array)
            throw MongoError.BadValue("$all needs an array");
        var parts = new List<Predicate>();
        var elemMatch = 0;
        foreach (var value in argument.AsArray)
        {
            if (value.Type == BsonType.Regex)
                parts.Add(new RegexPredicate(value.AsRegex));
            else if (!FilterParser.IsOperators(value))
                parts.Add(new Comparison(ComparisonOperator.Eq, value));
            else if (value.AsDocument[0].Name == "$elemMatch" && elemMatch++ == parts.Count)
                parts.Add(ElemMatch(parser, value.AsDocument[0].Value, value.AsDocument, field));
            else
                throw MongoError.BadValue("no $ expressions in $all");
        }

        return elemMatch == 0 || elemMatch == parts.Count
            ? new AllPredicate(parts, argument.AsArray)
            : throw MongoError.BadValue("$all/$elemMatch has to be consistent");
    }

    public static Predicate ElemMatch(FilterParser parser, BsonValue argument, BsonDocument siblings, string field)
    {
        if (argument.Type != BsonType.Document)
            throw MongoError.BadValue("$elemMatch needs an Object");
        var inner = argument.AsDocument;
        return FilterParser.IsOperators(argument) && !QueryOperators.OfQueries.ContainsKey(inner[0].Name) && inner[0].Name != "$where"
            ? new ElemMatchPredicate(Together(parser.Predicates(inner, field)))
            : new ElemMatchPredicate(parser.Parse(inner));
    }

    public static Predicate Bits(BitTest test, BsonValue argument, string name)
    {
        var positions = new List<int>();
        switch (argument.Type)
        {
            case BsonType.Array:
                foreach (var position in argument.AsArray)
                    positions.Add(BitPosition(position, positions.Count));
                break;
            case BsonType.Binary:
                var bytes = argument.AsBinary.Bytes.Span;
                for (var bit = 0; bit < bytes.Length * 8; bit++)
                {
                    if ((bytes[bit / 8] >> (bit % 8) & 1) != 0) positions.Add(bit);
                }

                break;
            case var _ when argument.IsNumber:
                var mask = WholeNumber.TryExact(argument, out var number) && number >= 0
                    ? number
                    : throw MongoError.FailedToParse(number < 0
                        ? $"Expected a non-negative number in: {name}: {argument}"
                        : $"Expected an integer: {name}: {argument}");
                for (var bit = 0; bit < 63; bit++)
                {
                    if ((mask >> bit & 1) != 0) positions.Add(bit);
                }

                break;
            default:
                throw MongoError.BadValue($"{name} takes an Array, a number, or a BinData but received: {name}: {argument}");
        }

        return new BitsPredicate(test, positions);
    }

    private static int BitPosition(in BsonValue position, int index)
    {
        if (!position.IsNumber)
            throw MongoError.BadValue(string.Create(CultureInfo.InvariantCulture, $"bit positions must be an integer but got: {index}: {position}"));
        if (!WholeNumber.TryExact(position, out var bit))
            throw MongoError.FailedToParse(string.Create(CultureInfo.InvariantCulture, $"Failed to parse bit position. Expected an integer: {index}: {position}"));
        return bit is >= 0 and <= MaxBit
            ? (int)bit
            : throw MongoError.BadValue(string.Create(CultureInfo.InvariantCulture, $"bit positions must be >= 0 but got: {index}: {position}"));
    }

    private static Predicate Together(List<Predicate> predicates) => predicates is [var only] ? only : new AllOfPredicate(predicates);
}

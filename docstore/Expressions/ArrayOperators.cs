using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Reading arrays and putting them together. Null in place of an array gives null, where nothing else is said.</summary>
internal static class ArrayOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$arrayElemAt"] = Operator.Binary((array, index) => ElementAt("$arrayElemAt", array, index)),
        ["$first"] = Operator.Unary(array => ElementAt("$first", array, 0)),
        ["$last"] = Operator.Unary(array => ElementAt("$last", array, -1)),
        ["$size"] = Operator.Unary(array => array.Type == BsonType.Array ? array.AsArray.Count : throw MongoError.Location(17124, $"The argument to $size must be an array, but was of type: {array.Type.Alias()}")),
        ["$isArray"] = Operator.Unary(value => value.Type == BsonType.Array),
        ["$in"] = Operator.Binary(In),
        ["$indexOfArray"] = Operator.Many(IndexOf, 2, 4),
        ["$slice"] = Operator.Many(Slice, 2, 3),
        ["$concatArrays"] = Operator.Many(Concat),
        ["$reverseArray"] = Operator.Unary(array => array.IsNullish ? BsonValue.Null : new BsonArray(Require(array, 34435, "The argument to $reverseArray must be an array, but was of type: ").Reverse())),
        ["$range"] = Operator.Many(Range, 2, 3),
        ["$arrayToObject"] = Operator.Unary(ToObject),
        ["$zip"] = ZipExpression.Parse,
    };

    // MongoDB's limit is 100 MiB, of 16 bytes a number.
    private const int MostInRange = 100 * 1024 * 1024 / 16;

    /// <exception cref="MongoError">Of this number: it is no array.</exception>
    public static BsonArray Require(BsonValue value, int code, string message) => value.Type == BsonType.Array ? value.AsArray : throw MongoError.Location(code, message + value.Type.Alias());

    // From the end where the index is negative; missing where it leads outside.
    private static BsonValue ElementAt(string name, BsonValue array, BsonValue index)
    {
        if (array.IsNullish || index.IsNullish) return BsonValue.Null;
        var items = Require(array, 28689, $"{name}'s {(name == "$arrayElemAt" ? "first " : "")}argument must be an array, but is ");
        if (!index.IsNumber) throw MongoError.Location(28690, $"{name}'s second argument must be a numeric value, but is {index.Type.Alias()}");
        if (!Numbers.TryInt32(index, out var at)) throw MongoError.Location(28691, $"{name}'s second argument must be representable as a 32-bit integer: {index}");
        if (at < 0) at += items.Count;
        return at >= 0 && at < items.Count ? items[at] : BsonValue.Missing;
    }

    private static BsonValue In(BsonValue value, BsonValue array)
    {
        foreach (var item in Require(array, 40081, "$in requires an array as a second argument, found: "))
        {
            if (BsonComparer.Instance.Equals(item, value)) return true;
        }

        return false;
    }

    private static BsonValue IndexOf(BsonValue[] values)
    {
        if (values[0].IsNullish) return BsonValue.Null;
        var array = Require(values[0], 40090, "$indexOfArray requires an array as a first argument, found: ");
        if (!SearchOperators.Range("$indexOfArray", values, array.Count, out var start, out var end)) return -1;
        var at = 0;
        foreach (var item in array)
        {
            if (at >= end) break;
            if (at >= start && BsonComparer.Instance.Equals(item, values[1])) return at;
            at++;
        }

        return -1;
    }

    private static BsonValue Slice(BsonValue[] values)
    {
        if (Array.Exists(values, value => value.IsNullish)) return BsonValue.Null;
        var array = Require(values[0], 28724, "First argument to $slice must be an array, but is of type: ");
        var second = WholeNumber(values[1], "Second", 28725, 28726);
        int start, count;
        if (values.Length == 2)
        {
            start = second < 0 ? Math.Max(0, array.Count + second) : 0;
            count = second < 0 ? array.Count : second;
        }
        else
        {
            start = second < 0 ? Math.Max(0, array.Count + second) : second;
            count = WholeNumber(values[2], "Third", 28727, 28728);
            if (count <= 0) throw MongoError.Location(28729, $"Third argument to $slice must be positive: {count}");
        }

        return new BsonArray(array.Skip(start).Take(count));
    }

    private static int WholeNumber(BsonValue value, string which, int typeCode, int rangeCode)
    {
        if (!value.IsNumber) throw MongoError.Location(typeCode, $"{which} argument to $slice must be a numeric value, but is of type: {value.Type.Alias()}");
        return Numbers.TryInt32(value, out var number) ? number : throw MongoError.Location(rangeCode, $"{which} argument to $slice can't be represented as a 32-bit integer: {value}");
    }

    private static BsonValue Concat(BsonValue[] values)
    {
        var all = new BsonArray();
        foreach (var value in values)
        {
            if (value.IsNullish) return BsonValue.Null;
            foreach (var item in Require(value, 28664, "$concatArrays only supports arrays, not ")) all.Add(item);
        }

        return all;
    }

    private static BsonValue Range(BsonValue[] values)
    {
        var start = RangeNumber(values[0], "starting value", 34443, 34444);
        var end = RangeNumber(values[1], "ending value", 34445, 34446);
        var step = values.Length > 2 ? RangeNumber(values[2], "step value", 34447, 34448) : 1;
        if (step == 0) throw MongoError.Location(34449, "$range requires a non-zero step value");
        var count = Math.Max(0, ((long)end - start) / step);
        if (count > MostInRange) throw new MongoError(146, "ExceededMemoryLimit", $"$range would make {count} numbers, and the most is {MostInRange}");
        var numbers = new BsonArray();
        for (long number = start; step > 0 ? number < end : number > end; number += step) numbers.Add((int)number);
        return numbers;
    }

    private static int RangeNumber(BsonValue value, string which, int typeCode, int rangeCode)
    {
        if (!value.IsNumber) throw MongoError.Location(typeCode, $"$range requires a numeric {which}, found value of type: {value.Type.Alias()}");
        return Numbers.TryInt32(value, out var number) ? number : throw MongoError.Location(rangeCode, $"$range requires a {which} that can be represented as a 32-bit integer, found value: {value}");
    }

    // Of [key, value] pairs or of {k, v} documents; the first item says which. A later key of the same name wins.
    private static BsonValue ToObject(BsonValue value)
    {
        if (value.IsNullish) return BsonValue.Null;
        var array = Require(value, 40386, "$arrayToObject requires an array input, found: ");
        var result = new BsonDocument();
        if (array.Count == 0) return result;
        var ofPairs = array[0].Type == BsonType.Array;
        if (!ofPairs && array[0].Type != BsonType.Document) throw MongoError.Location(40398, $"Unrecognised input type format for $arrayToObject: {array[0].Type.Alias()}");
        foreach (var item in array)
        {
            var (key, content) = ofPairs ? Pair(item) : KeyAndValue(item);
            result[key] = content;
        }

        return result;
    }

    private static (string Key, BsonValue Value) Pair(BsonValue item)
    {
        var pair = Require(item, 40396, "$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Array was detected, now found: ");
        if (pair.Count != 2) throw MongoError.Location(40397, $"$arrayToObject requires an array of size 2 arrays, found array of size: {pair.Count}");
        return (Texts.Require(pair[0], 40395, "$arrayToObject requires an array of key-value pairs, where the key must be of type string. Found key type: "), pair[1]);
    }

    private static (string Key, BsonValue Value) KeyAndValue(BsonValue item)
    {
        if (item.Type != BsonType.Document)
            throw MongoError.Location(40391, $"$arrayToObject requires a consistent input format. Elements must all be arrays or all be objects. Object was detected, now found: {item.Type.Alias()}");
        var pair = item.AsDocument;
        if (pair.Count != 2) throw MongoError.Location(40392, $"$arrayToObject requires an object keys of 'k' and 'v'. Found incorrect number of keys:{pair.Count}");
        if (!pair.TryGetValue("k", out var key) || !pair.TryGetValue("v", out var value)) throw MongoError.Location(40393, $"$arrayToObject requires an object with keys 'k' and 'v'. Missing either or both keys from: {item}");
        return (Texts.Require(key, 40394, "$arrayToObject requires an object with keys 'k' and 'v', where the value of 'k' must be of type string. Found type: "), value);
    }
}

using System.Numerics;

namespace StorageCourse.Docstore.Bson;

/// <summary>MongoDB's order of values of all types, by which it sorts, compares and keeps indexes: MinKey, missing and undefined, null, numbers,
/// texts, documents, arrays, binaries, ObjectIds, booleans, dates, timestamps, regexes, pointers, code, code with scope, MaxKey.</summary>
/// <remarks>1, 1.0 and NumberLong(1) are equal; NaN is less than any number; texts compare by their UTF-8. Source: compareElements in MongoDB's bsonelement.cpp.</remarks>
internal sealed class BsonComparer : IComparer<BsonValue>, IEqualityComparer<BsonValue>
{
    /// <summary>The one there is.</summary>
    public static BsonComparer Instance { get; } = new();

    /// <summary>Negative, 0 or positive as left comes before right, is equal to it or comes after it.</summary>
    public int Compare(BsonValue left, BsonValue right) => CompareValues(left, right);

    /// <summary>Whether the order sees no difference.</summary>
    public bool Equals(BsonValue left, BsonValue right) => CompareValues(left, right) == 0;

    /// <summary>The rank of a type: types of one rank compare by value.</summary>
    internal static int Rank(BsonType type) => type switch
    {
        BsonType.MinKey => -1,
        BsonType.Missing or BsonType.Undefined => 0,
        BsonType.Null => 5,
        BsonType.Double or BsonType.Int32 or BsonType.Int64 or BsonType.Decimal128 => 10,
        BsonType.String or BsonType.Symbol => 15,
        BsonType.Document => 20,
        BsonType.Array => 25,
        BsonType.Binary => 30,
        BsonType.ObjectId => 35,
        BsonType.Boolean => 40,
        BsonType.DateTime => 45,
        BsonType.Timestamp => 47,
        BsonType.Regex => 50,
        BsonType.DbPointer => 55,
        BsonType.JavaScript => 60,
        BsonType.JavaScriptWithScope => 65,
        _ => 127,
    };

    internal static int CompareValues(in BsonValue left, in BsonValue right)
    {
        if (left.Type != right.Type)
        {
            var order = Rank(left.Type).CompareTo(Rank(right.Type));
            if (order != 0) return order;
        }

        switch (left.Type)
        {
            case BsonType.Int32 or BsonType.Int64 or BsonType.Double or BsonType.Decimal128:
                return CompareNumbers(left, right);
            case BsonType.String or BsonType.Symbol or BsonType.JavaScript:
                return Utf8Text.Compare(left, right);
            case BsonType.Document:
                return CompareDocuments(left.AsDocument, right.AsDocument);
            case BsonType.Array:
                return CompareArrays(left.AsArray, right.AsArray);
            case BsonType.Binary:
                return CompareBinaries(left.AsBinary, right.AsBinary);
            case BsonType.ObjectId:
                return left.AsObjectId.CompareTo(right.AsObjectId);
            case BsonType.Boolean or BsonType.DateTime:
                return left.Bits.CompareTo(right.Bits);
            case BsonType.Timestamp:
                return ((ulong)left.Bits).CompareTo((ulong)right.Bits);
            case BsonType.Regex:
                var pattern = Utf8Text.Compare(left.AsRegex.Pattern, right.AsRegex.Pattern);
                return pattern != 0 ? pattern : Utf8Text.Compare(left.AsRegex.Options, right.AsRegex.Options);
            case BsonType.DbPointer:
                return ComparePointers(left.AsDbPointer, right.AsDbPointer);
            case BsonType.JavaScriptWithScope:
                var code = Utf8Text.Compare(left.AsJavaScriptWithScope.Code, right.AsJavaScriptWithScope.Code);
                return code != 0 ? code : CompareDocuments(left.AsJavaScriptWithScope.Scope, right.AsJavaScriptWithScope.Scope);
            default:
                return 0;
        }
    }

    /// <summary>Field by field: first the ranks of the values' types, then the names, then the values; of two that agree so far the shorter comes first.</summary>
    internal static int CompareDocuments(BsonDocument left, BsonDocument right)
    {
        var (a, b) = (left.GetEnumerator(), right.GetEnumerator());
        while (true)
        {
            var (more, otherMore) = (a.MoveNext(), b.MoveNext());
            if (!more || !otherMore) return more.CompareTo(otherMore);
            var (field, other) = (a.Current, b.Current);
            var order = Rank(field.Value.Type).CompareTo(Rank(other.Value.Type));
            if (order == 0) order = Utf8Text.Compare(field.Name, other.Name);
            if (order == 0) order = CompareValues(field.Value, other.Value);
            if (order != 0) return order;
        }
    }

    internal static int CompareArrays(BsonArray left, BsonArray right)
    {
        var (a, b) = (left.GetEnumerator(), right.GetEnumerator());
        while (true)
        {
            var (more, otherMore) = (a.MoveNext(), b.MoveNext());
            if (!more || !otherMore) return more.CompareTo(otherMore);
            var order = CompareValues(a.Current, b.Current);
            if (order != 0) return order;
        }
    }

    /// <summary>Equal values have equal hashes, across the types of numbers too.</summary>
    public int GetHashCode(BsonValue value)
    {
        switch (value.Type)
        {
            case BsonType.Int32 or BsonType.Int64:
                return HashOf(value.Bits);
            case BsonType.Double or BsonType.Decimal128:
                return HashOf(value.ToDouble());
            case BsonType.String or BsonType.Symbol or BsonType.JavaScript:
                return Utf8Text.HashOf(value);
            case BsonType.Document:
                var fields = default(HashCode);
                foreach (var (name, field) in value.AsDocument)
                {
                    fields.Add(name);
                    fields.Add(GetHashCode(field));
                }

                return fields.ToHashCode();
            case BsonType.Array:
                var items = default(HashCode);
                foreach (var item in value.AsArray) items.Add(GetHashCode(item));
                return items.ToHashCode();
            case BsonType.ObjectId:
                return value.AsObjectId.GetHashCode();
            case BsonType.Boolean or BsonType.DateTime or BsonType.Timestamp:
                return value.Bits.GetHashCode();
            case BsonType.Binary:
                return value.AsBinary.GetHashCode();
            case BsonType.Regex:
                return value.AsRegex.GetHashCode();
            case BsonType.DbPointer:
                return value.AsDbPointer.GetHashCode();
            case BsonType.JavaScriptWithScope:
                return HashCode.Combine(value.AsJavaScriptWithScope.Code, GetHashCode(value.AsJavaScriptWithScope.Scope));
            default:
                return Rank(value.Type);
        }
    }

    private static int HashOf(double number) => number == 0 ? 0 : double.IsNaN(number) ? 1 : number.GetHashCode();

    private static int CompareNumbers(in BsonValue left, in BsonValue right)
    {
        var (isDouble, otherIsDouble) = (left.Type == BsonType.Double, right.Type == BsonType.Double);
        var (isDecimal, otherIsDecimal) = (left.Type == BsonType.Decimal128, right.Type == BsonType.Decimal128);
        if (isDecimal || otherIsDecimal) return CompareDecimals(left, right);
        if (isDouble) return otherIsDouble ? left.AsDouble.CompareTo(right.AsDouble) : -CompareLongToDouble(right.Bits, left.AsDouble);
        return otherIsDouble ? CompareLongToDouble(left.Bits, right.AsDouble) : left.Bits.CompareTo(right.Bits);
    }

    // A double above 2^53 has no room for each long: the two meet as longs where the double is one.
    private static int CompareLongToDouble(long left, double right)
    {
        if (double.IsNaN(right)) return 1;
        if (right >= 9223372036854775808.0) return -1;
        if (right < -9223372036854775808.0) return 1;
        var whole = (long)right;
        var order = left.CompareTo(whole);
        return order != 0 ? order : 0.0.CompareTo(right - Math.Truncate(right));
    }

    private static int CompareDecimals(in BsonValue left, in BsonValue right)
    {
        if (left.Type == BsonType.Double) return -CompareDecimalToDouble(right.AsDecimal128, left.AsDouble);
        if (right.Type == BsonType.Double) return CompareDecimalToDouble(left.AsDecimal128, right.AsDouble);
        return left.ToDecimal128().CompareTo(right.ToDecimal128());
    }

    // Exactly: a double is a whole number times a power of two, and 10^-n is one over 10^n.
    private static int CompareDecimalToDouble(Decimal128 left, double right)
    {
        if (left.IsNaN || double.IsNaN(right)) return double.IsNaN(right).CompareTo(left.IsNaN);
        if (!left.IsFinite) return left.ToDouble().CompareTo(right);
        // Before the conversion: 1E+400 is less than infinity, and as a double it is that.
        if (double.IsInfinity(right)) return 0.0.CompareTo(right);
        var rounded = left.ToDouble();
        if (rounded != right) return rounded.CompareTo(right);
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(right));
        var biased = (int)(bits >> 52);
        var power = Math.Max(biased, 1) - 1075;
        BigInteger binary = bits & 0xF_FFFF_FFFF_FFFF | (biased == 0 ? 0 : 1L << 52);
        var number = left.Coefficient;
        if (power > 0) binary <<= power;
        else number <<= -power;
        if (left.Exponent > 0) number *= BigInteger.Pow(10, left.Exponent);
        else binary *= BigInteger.Pow(10, -left.Exponent);
        var order = number.CompareTo(binary);
        return left.IsNegative ? -order : order;
    }

    private static int CompareBinaries(BsonBinary left, BsonBinary right)
    {
        var order = left.Bytes.Length.CompareTo(right.Bytes.Length);
        if (order == 0) order = left.Subtype.CompareTo(right.Subtype);
        return order != 0 ? order : left.Bytes.Span.SequenceCompareTo(right.Bytes.Span);
    }

    private static int ComparePointers(BsonDbPointer left, BsonDbPointer right)
    {
        var order = System.Text.Encoding.UTF8.GetByteCount(left.Namespace).CompareTo(System.Text.Encoding.UTF8.GetByteCount(right.Namespace));
        if (order == 0) order = Utf8Text.Compare(left.Namespace, right.Namespace);
        return order != 0 ? order : left.Id.CompareTo(right.Id);
    }
}

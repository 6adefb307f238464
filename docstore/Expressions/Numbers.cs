using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Arithmetic across MongoDB's four number types. The result has the wider type of int, long, double, decimal; an int that overflows becomes a long, a long a double.</summary>
internal static class Numbers
{
    public static BsonValue Add(BsonValue left, BsonValue right)
    {
        switch (Widest(left, right))
        {
            case BsonType.Decimal128: return left.ToDecimal128() + right.ToDecimal128();
            case BsonType.Double: return left.ToDouble() + right.ToDouble();
            case var integer:
                long x = left.ToInt64(), y = right.ToInt64(), sum = unchecked(x + y);
                return ((x ^ sum) & (y ^ sum)) < 0 ? (double)x + y : Integer(sum, integer);
        }
    }

    public static BsonValue Subtract(BsonValue left, BsonValue right)
    {
        switch (Widest(left, right))
        {
            case BsonType.Decimal128: return left.ToDecimal128() - right.ToDecimal128();
            case BsonType.Double: return left.ToDouble() - right.ToDouble();
            case var integer:
                long x = left.ToInt64(), y = right.ToInt64(), difference = unchecked(x - y);
                return ((x ^ y) & (x ^ difference)) < 0 ? (double)x - y : Integer(difference, integer);
        }
    }

    public static BsonValue Multiply(BsonValue left, BsonValue right)
    {
        switch (Widest(left, right))
        {
            case BsonType.Decimal128: return left.ToDecimal128() * right.ToDecimal128();
            case BsonType.Double: return left.ToDouble() * right.ToDouble();
            case var integer:
                long x = left.ToInt64(), y = right.ToInt64();
                var high = Math.BigMul(x, y, out var low);
                return high == low >> 63 ? Integer(low, integer) : (double)x * y;
        }
    }

    /// <summary>The wider type of two numbers.</summary>
    public static BsonType Widest(BsonValue left, BsonValue right)
    {
        BsonType x = left.Type, y = right.Type;
        if (x == BsonType.Decimal128 || y == BsonType.Decimal128) return BsonType.Decimal128;
        if (x == BsonType.Double || y == BsonType.Double) return BsonType.Double;
        return x == BsonType.Int64 || y == BsonType.Int64 ? BsonType.Int64 : BsonType.Int32;
    }

    /// <summary>An int where that is wanted and the value fits, else a long.</summary>
    public static BsonValue Integer(long value, BsonType wanted) => wanted == BsonType.Int32 && value == (int)value ? (BsonValue)(int)value : value;

    /// <summary>Whether the number has no fraction and fits an int.</summary>
    public static bool TryInt32(BsonValue value, out int number)
    {
        number = 0;
        if (!TryInt64(value, out var wide) || wide != (int)wide) return false;
        number = (int)wide;
        return true;
    }

    /// <summary>Whether the number has no fraction and fits a long.</summary>
    public static bool TryInt64(BsonValue value, out long number)
    {
        number = 0;
        switch (value.Type)
        {
            case BsonType.Int32 or BsonType.Int64:
                number = value.ToInt64();
                return true;
            case BsonType.Double when value.AsDouble is var d && Math.Floor(d) == d && Math.Abs(d) < 9.2233720368547758e18:
                number = (long)d;
                return true;
            case BsonType.Decimal128 when value.AsDecimal128 is { IsFinite: true, IsInteger: true } d && Decimal128.Abs(d) <= new Decimal128(long.MaxValue):
                number = d.ToInt64();
                return true;
            default:
                return false;
        }
    }
}

using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$add $subtract $multiply $divide $mod $abs $pow $sqrt $exp $ln $log $log10</c>. Null or missing among the arguments gives null.</summary>
internal static class ArithmeticOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$add"] = Operator.Many(Add),
        ["$subtract"] = Operator.Binary(Subtract),
        ["$multiply"] = Operator.Many(Multiply),
        ["$divide"] = Operator.Binary(Divide),
        ["$mod"] = Operator.Binary(Modulo),
        ["$abs"] = OfNumber("$abs", Absolute),
        ["$pow"] = Operator.Binary(Power),
        ["$sqrt"] = OfNumber("$sqrt", SquareRoot),
        ["$exp"] = OfNumber("$exp", value => OfDouble(value, Math.Exp)),
        ["$ln"] = OfNumber("$ln", value => Positive(value, 28766, "$ln", Math.Log)),
        ["$log10"] = OfNumber("$log10", value => Positive(value, 28761, "$log10", Math.Log10)),
        ["$log"] = Operator.Binary(Logarithm),
    };

    /// <summary>A function of one number.</summary>
    public static OperatorParser OfNumber(string name, Func<BsonValue, BsonValue> function) => Operator.Unary(value =>
        value.IsNullish ? BsonValue.Null
        : value.IsNumber ? function(value)
        : throw MongoError.Location(28765, $"{name} only supports numeric types, not {value.Type.Alias()}"));

    /// <summary>A function of doubles; a decimal stays one, with the digits that a double has.</summary>
    public static BsonValue OfDouble(BsonValue value, Func<double, double> function)
    {
        var result = function(value.ToDouble());
        return value.Type == BsonType.Decimal128 ? Decimal128.FromDouble(result) : result;
    }

    private static BsonValue Add(BsonValue[] values)
    {
        BsonValue sum = 0;
        var isDate = false;
        foreach (var value in values)
        {
            if (value.IsNullish) return BsonValue.Null;
            if (value.Type == BsonType.DateTime)
            {
                if (isDate) throw MongoError.Location(16612, "only one date allowed in an $add expression");
                isDate = true;
                sum = Numbers.Add(sum, value.AsDateTimeMs);
            }
            else
            {
                sum = value.IsNumber ? Numbers.Add(sum, value) : throw MongoError.TypeMismatch($"$add only supports numeric or date types, not {value.Type.Alias()}");
            }
        }

        return isDate ? ToDate(sum, "$add") : sum;
    }

    private static BsonValue Subtract(BsonValue left, BsonValue right)
    {
        if (left.IsNullish || right.IsNullish) return BsonValue.Null;
        if (left.IsNumber && right.IsNumber) return Numbers.Subtract(left, right);
        if (left.Type == BsonType.DateTime)
        {
            if (right.Type == BsonType.DateTime) return left.AsDateTimeMs - right.AsDateTimeMs;
            if (right.IsNumber) return ToDate(Numbers.Subtract(left.AsDateTimeMs, right), "$subtract");
        }

        throw MongoError.TypeMismatch($"can't $subtract {right.Type.Alias()} from {left.Type.Alias()}");
    }

    private static BsonValue Multiply(BsonValue[] values)
    {
        BsonValue product = 1;
        foreach (var value in values)
        {
            if (value.IsNullish) return BsonValue.Null;
            product = value.IsNumber ? Numbers.Multiply(product, value) : throw MongoError.TypeMismatch($"$multiply only supports numeric types, not {value.Type.Alias()}");
        }

        return product;
    }

    private static BsonValue Divide(BsonValue left, BsonValue right)
    {
        if (left.IsNullish || right.IsNullish) return BsonValue.Null;
        if (!left.IsNumber || !right.IsNumber)
            throw MongoError.TypeMismatch($"$divide only supports numeric types, not {left.Type.Alias()} and {right.Type.Alias()}");
        if (IsZero(right)) throw MongoError.BadValue("can't $divide by zero");
        return Numbers.Widest(left, right) == BsonType.Decimal128 ? left.ToDecimal128() / right.ToDecimal128() : left.ToDouble() / right.ToDouble();
    }

    // The sign is the dividend's.
    private static BsonValue Modulo(BsonValue left, BsonValue right)
    {
        if (left.IsNullish || right.IsNullish) return BsonValue.Null;
        if (!left.IsNumber || !right.IsNumber)
            throw MongoError.Location(16611, $"$mod only supports numeric types, not {left.Type.Alias()} and {right.Type.Alias()}");
        if (IsZero(right)) throw MongoError.Location(16610, "can't $mod by zero");
        return Numbers.Widest(left, right) switch
        {
            BsonType.Decimal128 => left.ToDecimal128() % right.ToDecimal128(),
            BsonType.Double => left.ToDouble() % right.ToDouble(),
            var integer => Numbers.Integer(right.ToInt64() == -1 ? 0 : left.ToInt64() % right.ToInt64(), integer),
        };
    }

    private static BsonValue Absolute(BsonValue value) => value.Type switch
    {
        BsonType.Double => Math.Abs(value.AsDouble),
        BsonType.Decimal128 => Decimal128.Abs(value.AsDecimal128),
        BsonType.Int64 when value.AsInt64 == long.MinValue => throw MongoError.Location(28680, "can't take $abs of long long min"),
        var integer => Numbers.Integer(Math.Abs(value.ToInt64()), integer),
    };

    private static BsonValue Power(BsonValue number, BsonValue exponent)
    {
        if (number.IsNullish || exponent.IsNullish) return BsonValue.Null;
        if (!number.IsNumber) throw MongoError.Location(28762, $"$pow's base must be numeric, not {number.Type.Alias()}");
        if (!exponent.IsNumber) throw MongoError.Location(28763, $"$pow's exponent must be numeric, not {exponent.Type.Alias()}");
        if (IsZero(number) && exponent.ToDouble() < 0) throw MongoError.Location(28764, "$pow cannot take a base of 0 and a negative exponent");
        var widest = Numbers.Widest(number, exponent);
        if (widest == BsonType.Double || exponent.ToDouble() < 0 && widest != BsonType.Decimal128) return Math.Pow(number.ToDouble(), exponent.ToDouble());
        if (widest == BsonType.Decimal128) return DecimalPower(number.ToDecimal128(), exponent);
        long power = exponent.ToInt64(), factor = number.ToInt64();
        if (factor is 0 or 1 or -1) return Numbers.Integer(power == 0 ? 1 : factor == -1 && power % 2 == 0 ? 1 : factor, widest);
        long result = 1;
        for (; power > 0; power--)
        {
            if (Math.BigMul(result, factor, out var low) != low >> 63) return Math.Pow(number.ToDouble(), exponent.ToDouble());
            result = low;
        }

        return Numbers.Integer(result, widest);
    }

    private static BsonValue DecimalPower(Decimal128 number, BsonValue exponent)
    {
        if (!Numbers.TryInt32(exponent, out var power) || power is < 0 or > 1000) return Decimal128.FromDouble(Math.Pow(number.ToDouble(), exponent.ToDouble()));
        var result = new Decimal128(1);
        for (; power > 0; power--) result *= number;
        return result;
    }

    private static BsonValue SquareRoot(BsonValue value)
    {
        if (value.ToDouble() < 0) throw MongoError.Location(28714, "$sqrt's argument must be greater than or equal to 0");
        return OfDouble(value, Math.Sqrt);
    }

    private static BsonValue Positive(BsonValue value, int code, string name, Func<double, double> function) => value.ToDouble() is > 0 or double.NaN
        ? OfDouble(value, function)
        : throw MongoError.Location(code, $"{name}'s argument must be a positive number, but is {value}");

    private static BsonValue Logarithm(BsonValue value, BsonValue toBase)
    {
        if (value.IsNullish || toBase.IsNullish) return BsonValue.Null;
        if (!value.IsNumber) throw MongoError.Location(28756, $"$log's argument must be numeric, not {value.Type.Alias()}");
        if (!toBase.IsNumber) throw MongoError.Location(28757, $"$log's base must be numeric, not {toBase.Type.Alias()}");
        if (value.ToDouble() is <= 0) throw MongoError.Location(28758, $"$log's argument must be a positive number, but is {value}");
        if (toBase.ToDouble() is <= 0 or 1) throw MongoError.Location(28759, $"$log's base must be a positive number not equal to 1, but is {toBase}");
        return OfDouble(value, x => Math.Log(x) / Math.Log(toBase.ToDouble()));
    }

    private static BsonValue ToDate(BsonValue milliseconds, string name)
    {
        if (milliseconds.Type == BsonType.Double && Math.Abs(milliseconds.AsDouble) is >= 9.2233720368547758e18 or double.NaN)
            throw MongoError.Overflow($"date overflow in {name}");
        return BsonValue.FromDateTime(milliseconds.Type switch
        {
            BsonType.Double => (long)Math.Round(milliseconds.AsDouble, MidpointRounding.AwayFromZero),
            _ => milliseconds.ToInt64(),
        });
    }

    private static bool IsZero(BsonValue value) => value.Type == BsonType.Decimal128 ? value.AsDecimal128.IsZero : value.ToDouble() == 0;
}

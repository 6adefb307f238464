using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$ceil $floor $round $trunc</c>: the type stays.</summary>
internal static class RoundingOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$ceil"] = ArithmeticOperators.OfNumber("$ceil", value => Whole(value, Math.Ceiling, Decimal128.Ceiling)),
        ["$floor"] = ArithmeticOperators.OfNumber("$floor", value => Whole(value, Math.Floor, Decimal128.Floor)),
        ["$round"] = Operator.Many(values => ToPlace("$round", values, Decimal128.Round), 1, 2),
        ["$trunc"] = Operator.Many(values => ToPlace("$trunc", values, Decimal128.Truncate), 1, 2),
    };

    private static BsonValue Whole(BsonValue value, Func<double, double> ofDouble, Func<Decimal128, Decimal128> ofDecimal) => value.Type switch
    {
        BsonType.Double => ofDouble(value.AsDouble),
        BsonType.Decimal128 => ofDecimal(value.AsDecimal128),
        _ => value,
    };

    // Half goes to the even neighbour. A double is rounded by its exact value: 2.675 is a little less than that, and gives 2.67.
    private static BsonValue ToPlace(string name, BsonValue[] values, Func<Decimal128, int, Decimal128> round)
    {
        var value = values[0];
        BsonValue wanted = values.Length == 2 ? values[1] : 0;
        if (value.IsNullish || wanted.IsNullish) return BsonValue.Null;
        if (!value.IsNumber) throw MongoError.Location(51081, $"{name} only supports numeric types, not {value.Type.Alias()}");
        if (!Numbers.TryInt32(wanted, out var place)) throw MongoError.Location(51082, $"precision argument to {name} must be a integral value");
        if (place is < -20 or > 100) throw MongoError.Location(51083, $"cannot apply {name} with precision value {place} value must be in [-20, 100]");
        switch (value.Type)
        {
            case BsonType.Decimal128: return round(value.AsDecimal128, place);
            case BsonType.Double: return double.IsFinite(value.AsDouble) ? round(Exactly(value.AsDouble), place).ToDouble() : value;
            default:
                if (place >= 0) return value;
                var rounded = round(value.ToDecimal128(), place);
                return Decimal128.Abs(rounded) > new Decimal128(long.MaxValue)
                    ? throw MongoError.Location(51080, $"invalid conversion from Decimal128 result in {name} resulting from arguments: [{value}, {wanted}]")
                    : Numbers.Integer(rounded.ToInt64(), value.Type);
        }
    }

    private static Decimal128 Exactly(double value) => Decimal128.TryParseRounded(value.ToString("E33", CultureInfo.InvariantCulture), out var exact) ? exact : Decimal128.NaN;
}

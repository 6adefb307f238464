using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Angles are in radians.</summary>
internal static class TrigonometryOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$sin"] = Of("$sin", Math.Sin),
        ["$cos"] = Of("$cos", Math.Cos),
        ["$tan"] = Of("$tan", Math.Tan),
        ["$asin"] = Of("$asin", Math.Asin),
        ["$acos"] = Of("$acos", Math.Acos),
        ["$atan"] = Of("$atan", Math.Atan),
        ["$degreesToRadians"] = Of("$degreesToRadians", degrees => degrees / 180 * Math.PI),
        ["$radiansToDegrees"] = Of("$radiansToDegrees", radians => radians / Math.PI * 180),
        ["$atan2"] = Operator.Binary(Atan2),
    };

    private static OperatorParser Of(string name, Func<double, double> function) => ArithmeticOperators.OfNumber(name, value =>
    {
        var result = ArithmeticOperators.OfDouble(value, function);
        return result.IsNaN && !value.IsNaN
            ? throw MongoError.Location(50989, $"cannot apply {name} to {value}, value must be in its domain")
            : result;
    });

    private static BsonValue Atan2(BsonValue y, BsonValue x)
    {
        if (y.IsNullish || x.IsNullish) return BsonValue.Null;
        if (!y.IsNumber || !x.IsNumber) throw MongoError.Location(51044, $"$atan2 only supports numeric types, not {y.Type.Alias()} and {x.Type.Alias()}");
        return ArithmeticOperators.OfDouble(y, value => Math.Atan2(value, x.ToDouble()));
    }
}

using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>From one type to another, as <c>$convert</c> does it. What can't be is a ConversionFailure.</summary>
internal static class Conversions
{
    public static BsonValue Convert(BsonValue value, BsonType target) => value.Type == target ? value : target switch
    {
        BsonType.Boolean => value.IsTruthy,
        BsonType.String => ToText(value),
        BsonType.Int32 => (int)ToInteger(value, int.MinValue, int.MaxValue, target),
        BsonType.Int64 => ToInteger(value, long.MinValue, long.MaxValue, target),
        BsonType.Double => ToDouble(value),
        BsonType.Decimal128 => ToDecimal(value),
        BsonType.DateTime => ToDate(value),
        BsonType.ObjectId => ToObjectId(value),
        _ => throw Unsupported(value, target),
    };

    /// <summary>As <c>$toString</c> prints it: a double with 16 digits, a date as ISO 8601.</summary>
    public static string ToText(BsonValue value) => value.Type switch
    {
        BsonType.String => value.AsString,
        BsonType.Boolean => value.AsBoolean ? "true" : "false",
        BsonType.Int32 => value.AsInt32.ToString(CultureInfo.InvariantCulture),
        BsonType.Int64 => value.AsInt64.ToString(CultureInfo.InvariantCulture),
        BsonType.Double => value.AsDouble.ToString("G16", CultureInfo.InvariantCulture).Replace('E', 'e'),
        BsonType.Decimal128 => value.AsDecimal128.ToString(),
        BsonType.DateTime => value.AsDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        BsonType.ObjectId => value.AsObjectId.ToString(),
        BsonType.Symbol => value.AsSymbol,
        _ => throw Unsupported(value, BsonType.String),
    };

    // A fraction is cut off.
    private static long ToInteger(BsonValue value, long min, long max, BsonType target)
    {
        switch (value.Type)
        {
            case BsonType.Boolean:
                return value.AsBoolean ? 1 : 0;
            case BsonType.Int32 or BsonType.Int64:
                return value.ToInt64() is var whole && whole >= min && whole <= max ? whole : throw Overflow(value);
            case BsonType.Double:
                var number = value.AsDouble;
                if (!double.IsFinite(number)) throw Failure($"Attempt to convert {(double.IsNaN(number) ? "NaN" : "infinity")} value to integer type in $convert with no onError value");
                number = Math.Truncate(number);
                return number >= min && number <= max && number < 9223372036854775808.0 ? (long)number : throw Overflow(value);
            case BsonType.Decimal128:
                var exact = value.AsDecimal128;
                if (!exact.IsFinite) throw Failure($"Attempt to convert {(exact.IsNaN ? "NaN" : "infinity")} value to integer type in $convert with no onError value");
                exact = Decimal128.Truncate(exact);
                return exact >= new Decimal128(min) && exact <= new Decimal128(max) ? exact.ToInt64() : throw Overflow(value);
            case BsonType.String:
                if (!long.TryParse(value.AsString, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed)) throw NoNumber(value, "Did not consume whole string.");
                return parsed >= min && parsed <= max ? parsed : throw NoNumber(value, "Overflow");
            case BsonType.DateTime when target == BsonType.Int64:
                return value.AsDateTimeMs;
            default:
                throw Unsupported(value, target);
        }
    }

    private static BsonValue ToDouble(BsonValue value)
    {
        switch (value.Type)
        {
            case BsonType.Boolean: return value.AsBoolean ? 1.0 : 0.0;
            case BsonType.Int32 or BsonType.Int64: return value.ToDouble();
            case BsonType.DateTime: return (double)value.AsDateTimeMs;
            case BsonType.Decimal128:
                var rounded = value.AsDecimal128.ToDouble();
                return double.IsInfinity(rounded) && value.AsDecimal128.IsFinite ? throw Overflow(value) : rounded;
            case BsonType.String:
                return double.TryParse(value.AsString, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw NoNumber(value, "Did not consume whole string.");
            default: throw Unsupported(value, BsonType.Double);
        }
    }

    private static BsonValue ToDecimal(BsonValue value) => value.Type switch
    {
        BsonType.Boolean => new Decimal128(value.AsBoolean ? 1 : 0),
        BsonType.Int32 or BsonType.Int64 => new Decimal128(value.ToInt64()),
        BsonType.Double => Decimal128.FromDouble(value.AsDouble),
        BsonType.DateTime => new Decimal128(value.AsDateTimeMs),
        BsonType.String => Decimal128.TryParseRounded(value.AsString, out var number) ? number : throw NoNumber(value, "Failed to parse string to decimal"),
        _ => throw Unsupported(value, BsonType.Decimal128),
    };

    private static BsonValue ToDate(BsonValue value) => value.Type switch
    {
        BsonType.Int64 or BsonType.Double or BsonType.Decimal128 => BsonValue.FromDateTime(ToInteger(value, long.MinValue, long.MaxValue, BsonType.DateTime)),
        BsonType.ObjectId => value.AsObjectId.Timestamp,
        BsonType.Timestamp => BsonValue.FromDateTime((long)(value.AsTimestamp >> 32) * 1000),
        BsonType.String => DateReader.Read(value.AsString, null),
        _ => throw Unsupported(value, BsonType.DateTime),
    };

    private static BsonValue ToObjectId(BsonValue value)
    {
        if (value.Type != BsonType.String) throw Unsupported(value, BsonType.ObjectId);
        return ObjectId.TryParse(value.AsString, out var id)
            ? id
            : throw Failure($"Failed to parse objectId '{value.AsString}' in $convert with no onError value: expected 24 hexadecimal digits");
    }

    private static MongoError NoNumber(BsonValue value, string why) => Failure($"Failed to parse number '{value.AsString}' in $convert with no onError value: {why}");

    private static MongoError Overflow(BsonValue value) => Failure($"Conversion would overflow target type in $convert with no onError value: {value}");

    private static MongoError Unsupported(BsonValue value, BsonType target) => Failure($"Unsupported conversion from {value.Type.Alias()} to {target.Alias()} in $convert with no onError value");

    private static MongoError Failure(string message) => MongoError.ConversionFailure(message);
}

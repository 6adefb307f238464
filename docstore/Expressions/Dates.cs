using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>What the date operators take for a date, and the units they count in.</summary>
internal static class Dates
{
    /// <summary>Milliseconds since 1970 of a date, a timestamp or an ObjectId.</summary>
    /// <exception cref="MongoError">16006: it is none of these.</exception>
    public static long Milliseconds(BsonValue value) => TryMilliseconds(value, out var milliseconds)
        ? milliseconds
        : throw MongoError.Location(16006, $"can't convert from BSON type {value.Type.Alias()} to Date");

    public static bool TryMilliseconds(BsonValue value, out long milliseconds)
    {
        milliseconds = value.Type switch
        {
            BsonType.DateTime => value.AsDateTimeMs,
            BsonType.Timestamp => (long)(value.AsTimestamp >> 32) * 1000,
            BsonType.ObjectId => new DateTimeOffset(value.AsObjectId.Timestamp).ToUnixTimeMilliseconds(),
            _ => 0,
        };
        return value.Type is BsonType.DateTime or BsonType.Timestamp or BsonType.ObjectId;
    }

    /// <exception cref="MongoError">FailedToParse: no such unit.</exception>
    public static DateUnit UnitOf(string name, BsonValue unit)
    {
        if (unit.Type != BsonType.String) throw MongoError.Location(5439013, $"{name} requires 'unit' to be a string, but got {unit.Type.Alias()}");
        return unit.AsString switch
        {
            "year" => DateUnit.Year,
            "quarter" => DateUnit.Quarter,
            "month" => DateUnit.Month,
            "week" => DateUnit.Week,
            "day" => DateUnit.Day,
            "hour" => DateUnit.Hour,
            "minute" => DateUnit.Minute,
            "second" => DateUnit.Second,
            "millisecond" => DateUnit.Millisecond,
            var other => throw MongoError.FailedToParse($"{name} parameter 'unit' value cannot be recognized as a time unit: {other}"),
        };
    }

    /// <summary>A unit's length; of day and week, without daylight saving.</summary>
    public static long LengthOf(DateUnit unit) => unit switch
    {
        DateUnit.Week => 7 * TimeSpan.MillisecondsPerDay,
        DateUnit.Day => TimeSpan.MillisecondsPerDay,
        DateUnit.Hour => TimeSpan.MillisecondsPerHour,
        DateUnit.Minute => TimeSpan.MillisecondsPerMinute,
        DateUnit.Second => TimeSpan.MillisecondsPerSecond,
        _ => 1,
    };

    /// <summary>How many months a unit has: 12, 3 or 1; 0 for the units of fixed length.</summary>
    public static int MonthsOf(DateUnit unit) => unit switch { DateUnit.Year => 12, DateUnit.Quarter => 3, DateUnit.Month => 1, _ => 0 };

    /// <exception cref="MongoError">5439015: no day of the week. Sunday where it was not given.</exception>
    public static DayOfWeek WeekStart(string name, BsonValue day)
    {
        if (day.IsMissing) return DayOfWeek.Sunday;
        if (day.Type != BsonType.String) throw MongoError.Location(5439015, $"{name} requires 'startOfWeek' to be a string, but got {day.Type.Alias()}");
        foreach (var weekday in Enum.GetValues<DayOfWeek>())
        {
            var full = weekday.ToString();
            if (day.AsString.Equals(full, StringComparison.OrdinalIgnoreCase) || day.AsString.Equals(full[..3], StringComparison.OrdinalIgnoreCase)) return weekday;
        }

        throw MongoError.FailedToParse($"{name} parameter 'startOfWeek' value cannot be recognized as a day of a week: {day.AsString}");
    }

    public static long FloorDiv(long number, long by) => number / by - (number % by < 0 ? 1 : 0);
}

/// <summary>What dates are counted in.</summary>
internal enum DateUnit
{
    Year,
    Quarter,
    Month,
    Week,
    Day,
    Hour,
    Minute,
    Second,
    Millisecond,
}

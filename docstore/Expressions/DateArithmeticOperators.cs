using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$dateFromParts $dateAdd $dateSubtract $dateDiff $dateTrunc</c>. Days and longer units follow the calendar of the time zone, shorter ones the clock of the world.</summary>
internal static class DateArithmeticOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$dateFromParts"] = ParseFromParts,
        ["$dateAdd"] = WithZone(["startDate", "unit", "amount"], [], new(5166400, 5166401, 5166402), (values, zone) => Add("$dateAdd", values, zone, 1)),
        ["$dateSubtract"] = WithZone(["startDate", "unit", "amount"], [], new(5166400, 5166401, 5166402), (values, zone) => Add("$dateSubtract", values, zone, -1)),
        ["$dateDiff"] = WithZone(["startDate", "endDate", "unit"], ["startOfWeek"], new(5166301, 5166302, 5166303), Difference),
        ["$dateTrunc"] = WithZone(["date", "unit"], ["startOfWeek", "binSize"], new(5439007, 5439008, 5439009), Truncate),
    };

    private static readonly DateTime Reference = new(2000, 1, 1);

    // A null argument, also a null zone, gives null.
    private static OperatorParser WithZone(string[] required, string[] optional, NamedCodes codes, Func<BsonValue[], DateZone, BsonValue> function) => (name, spec, parser) =>
    {
        var hasZone = spec.Type == BsonType.Document && spec.AsDocument.Contains("timezone");
        var given = spec.Type == BsonType.Document ? (string[])[.. required, .. optional.Where(spec.AsDocument.Contains)] : required;
        return Operator.Named(
            required,
            [.. optional, "timezone"],
            values =>
            {
                for (var i = 0; i < values.Length; i++)
                {
                    var isGiven = i == values.Length - 1 ? hasZone : i < required.Length || given.Contains(optional[i - required.Length]);
                    if (isGiven && values[i].IsNullish) return BsonValue.Null;
                }

                return function(values, DateZone.Of(values[^1], hasZone)!);
            },
            codes)(name, spec, parser);
    };

    private static BsonValue Add(string name, BsonValue[] values, DateZone zone, int sign)
    {
        if (!Dates.TryMilliseconds(values[0], out var start)) throw MongoError.Location(5166403, $"{name} requires startDate to be convertible to a date, got {values[0].Type.Alias()}");
        var unit = Dates.UnitOf(name, values[1]);
        if (!Numbers.TryInt64(values[2], out var amount)) throw MongoError.Location(5166405, $"{name} expects integer amount of time units");
        return BsonValue.FromDateTime(Add(start, unit, sign * amount, zone));
    }

    /// <summary>So many units later. A day that the month has not becomes the month's last.</summary>
    public static long Add(long milliseconds, DateUnit unit, long amount, DateZone zone)
    {
        try
        {
            if (Dates.MonthsOf(unit) is var months and > 0) return zone.ToMilliseconds(zone.ToLocal(milliseconds).AddMonths(checked((int)(months * amount))));
            if (unit is DateUnit.Week or DateUnit.Day) return zone.ToMilliseconds(zone.ToLocal(milliseconds).AddDays(checked(amount * (unit == DateUnit.Week ? 7 : 1))));
            return checked(milliseconds + amount * Dates.LengthOf(unit));
        }
        catch (Exception problem) when (problem is OverflowException or ArgumentOutOfRangeException)
        {
            throw MongoError.Location(5166406, "the resulting date is out of range");
        }
    }

    // How many boundaries of the unit lie between.
    private static BsonValue Difference(BsonValue[] values, DateZone zone)
    {
        if (!Dates.TryMilliseconds(values[0], out var start)) throw MongoError.Location(5166307, $"$dateDiff requires 'startDate' to be a date, but got {values[0].Type.Alias()}");
        if (!Dates.TryMilliseconds(values[1], out var end)) throw MongoError.Location(5166307, $"$dateDiff requires 'endDate' to be a date, but got {values[1].Type.Alias()}");
        var unit = Dates.UnitOf("$dateDiff", values[2]);
        var weekStart = unit == DateUnit.Week ? Dates.WeekStart("$dateDiff", values[3]) : DayOfWeek.Sunday;
        return Number(end) - Number(start);

        long Number(long milliseconds)
        {
            var local = zone.ToLocal(milliseconds);
            if (Dates.MonthsOf(unit) is var months and > 0) return Dates.FloorDiv(local.Year * 12L + local.Month - 1, months);
            if (unit == DateUnit.Week) return Dates.FloorDiv((local.Date - WeekReference(weekStart)).Days, 7);
            if (unit == DateUnit.Day) return (local.Date - Reference).Days;

            // Where an offset has half an hour, hours begin at half past in UTC.
            var length = Dates.LengthOf(unit);
            var offset = (long)(local - DateTime.UnixEpoch.AddMilliseconds(milliseconds)).TotalMilliseconds;
            return Dates.FloorDiv(milliseconds + offset % length, length);
        }
    }

    // Bins are counted from the year 2000, weeks from its first start of a week.
    private static BsonValue Truncate(BsonValue[] values, DateZone zone)
    {
        if (!Dates.TryMilliseconds(values[0], out var milliseconds)) throw MongoError.Location(5439012, $"$dateTrunc requires 'date' to be a date, but got {values[0].Type.Alias()}");
        var unit = Dates.UnitOf("$dateTrunc", values[1]);
        var weekStart = unit == DateUnit.Week ? Dates.WeekStart("$dateTrunc", values[2]) : DayOfWeek.Sunday;
        var bin = 1L;
        if (!values[3].IsMissing && !Numbers.TryInt64(values[3], out bin)) throw MongoError.Location(5439017, $"$dateTrunc requires 'binSize' to be a 64-bit integer, but got value '{values[3]}' of type {values[3].Type.Alias()}");
        if (bin <= 0) throw MongoError.Location(5439018, $"$dateTrunc requires 'binSize' to be greater than 0, but got value {bin}");

        if (Dates.MonthsOf(unit) is var months and > 0)
        {
            var local = zone.ToLocal(milliseconds);
            var width = months * bin;
            var since = Dates.FloorDiv((local.Year - 2000) * 12L + local.Month - 1, width) * width;
            return BsonValue.FromDateTime(zone.ToMilliseconds(Reference.AddMonths((int)since)));
        }

        if (unit is DateUnit.Week or DateUnit.Day)
        {
            var reference = unit == DateUnit.Week ? WeekReference(weekStart) : Reference;
            var width = bin * (unit == DateUnit.Week ? 7 : 1);
            var since = Dates.FloorDiv((zone.ToLocal(milliseconds).Date - reference).Days, width) * width;
            return BsonValue.FromDateTime(zone.ToMilliseconds(reference.AddDays(since)));
        }

        var start = zone.ToMilliseconds(Reference);
        var length = bin * Dates.LengthOf(unit);
        return BsonValue.FromDateTime(start + Dates.FloorDiv(milliseconds - start, length) * length);
    }

    private static DateTime WeekReference(DayOfWeek weekStart) => Reference.AddDays(((int)weekStart - (int)Reference.DayOfWeek + 7) % 7);

    private static Expression ParseFromParts(string name, BsonValue spec, ExpressionParser parser)
    {
        string[] names = ["year", "month", "day", "isoWeekYear", "isoWeek", "isoDayOfWeek", "hour", "minute", "second", "millisecond", "timezone"];
        if (spec.Type != BsonType.Document) throw MongoError.Location(40519, "$dateFromParts only supports an object as its argument");
        var given = spec.AsDocument;
        if (!given.Contains("year") && !given.Contains("isoWeekYear")) throw MongoError.Location(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
        if (given.Contains("year") && (given.Contains("isoWeekYear") || given.Contains("isoWeek") || given.Contains("isoDayOfWeek")))
            throw MongoError.Location(40489, "$dateFromParts does not allow mixing natural dates with ISO dates");
        if (given.Contains("isoWeekYear") && (given.Contains("month") || given.Contains("day")))
            throw MongoError.Location(40525, "$dateFromParts does not allow mixing ISO dates with natural dates");
        bool[] isGiven = [.. names.Select(given.Contains)];
        return Operator.Named([], names, values => FromParts(values, isGiven, names), new(40519, 40518, 40516))(name, spec, parser);
    }

    // Parts beyond their range carry over: month 14 is February of the next year, day 0 the last of the month before.
    private static BsonValue FromParts(BsonValue[] values, bool[] isGiven, string[] names)
    {
        var parts = new long[10];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = i < 6 ? 1 : 0;
            if (!isGiven[i]) continue;
            if (values[i].IsNullish) return BsonValue.Null;
            if (!Numbers.TryInt64(values[i], out parts[i])) throw MongoError.Location(40515, $"'{names[i]}' must evaluate to an integer, found {values[i].Type.Alias()} with value {values[i]}");
            var isYear = i is 0 or 3;
            if (isYear && parts[i] is < 1 or > 9999) throw MongoError.Location(isYear && i == 0 ? 40523 : 31095, $"'{names[i]}' must evaluate to an integer in the range 1 to 9999, found {parts[i]}");
            if (!isYear && i < 8 && parts[i] is < short.MinValue or > short.MaxValue)
                throw MongoError.Location(31034, $"'{names[i]}' must evaluate to a value in the range [-32768, 32767]; value {parts[i]} is not in range");
        }

        if (isGiven[10] && values[10].IsNullish) return BsonValue.Null;
        try
        {
            var day = isGiven[3]
                ? ISOWeek.GetYearStart((int)parts[3]).AddDays((parts[4] - 1) * 7 + parts[5] - 1)
                : new DateTime((int)parts[0], 1, 1).AddMonths((int)parts[1] - 1).AddDays(parts[2] - 1);
            var time = day.AddHours(parts[6]).AddMinutes(parts[7]).AddSeconds(parts[8]).AddMilliseconds(parts[9]);
            return BsonValue.FromDateTime(DateZone.Of(values[10], isGiven[10])!.ToMilliseconds(time));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw MongoError.Location(40523, "expected parts that make a date of the years 1 to 9999");
        }
    }
}

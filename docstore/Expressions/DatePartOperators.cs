using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>{$year: "$date"}</c> or <c>{$year: {date: "$date", timezone: "Europe/Paris"}}</c> and its like, and <c>$dateToParts</c>.</summary>
internal static class DatePartOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$year"] = Part(date => date.Year),
        ["$month"] = Part(date => date.Month),
        ["$dayOfMonth"] = Part(date => date.Day),
        ["$dayOfYear"] = Part(date => date.DayOfYear),
        ["$dayOfWeek"] = Part(date => (int)date.DayOfWeek + 1),
        ["$hour"] = Part(date => date.Hour),
        ["$minute"] = Part(date => date.Minute),
        ["$second"] = Part(date => date.Second),
        ["$millisecond"] = Part(date => date.Millisecond),
        ["$week"] = Part(date => Week(date)),
        ["$isoWeek"] = Part(date => ISOWeek.GetWeekOfYear(date)),
        ["$isoWeekYear"] = Part(date => (long)ISOWeek.GetYear(date)),
        ["$isoDayOfWeek"] = Part(date => IsoDay(date)),
        ["$dateToParts"] = Parts,
    };

    /// <summary>Weeks begin on Sunday; the days before the first Sunday of the year are week 0.</summary>
    public static int Week(DateTime date) => (date.DayOfYear + 6 - (int)date.DayOfWeek) / 7;

    /// <summary>1 for Monday to 7 for Sunday.</summary>
    public static int IsoDay(DateTime date) => date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek;

    private static OperatorParser Part(Func<DateTime, BsonValue> part) => (name, spec, parser) =>
    {
        if (spec.Type != BsonType.Document || spec.AsDocument is { Count: > 0 } document && document[0].Name.StartsWith('$'))
            return new PartExpression(Operator.Exactly(1, name, parser.ParseArguments(spec))[0], null, part);
        var arguments = Operator.NamedArguments(name, spec, parser, ["date"], ["timezone"], new(40536, 40535, 40539));
        return new PartExpression(arguments[0], spec.AsDocument.Contains("timezone") ? arguments[1] : null, part);
    };

    private sealed class PartExpression(Expression date, Expression? zone, Func<DateTime, BsonValue> part) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var value = date.Evaluate(root, variables);
            if (value.IsNullish) return BsonValue.Null;
            var milliseconds = Dates.Milliseconds(value);
            var there = DateZone.Of(zone is null ? default : zone.Evaluate(root, variables), zone is not null);
            return there is null ? BsonValue.Null : part(there.ToLocal(milliseconds));
        }
    }

    private static Expression Parts(string name, BsonValue spec, ExpressionParser parser)
    {
        var hasZone = spec.Type == BsonType.Document && spec.AsDocument.Contains("timezone");
        return Operator.Named(["date"], ["timezone", "iso8601"], values => Parts(values, hasZone), new(40524, 40520, 40522))(name, spec, parser);
    }

    private static BsonValue Parts(BsonValue[] values, bool hasZone)
    {
        var zone = DateZone.Of(values[1], hasZone);
        if (!values[2].IsNullish && values[2].Type != BsonType.Boolean) throw MongoError.Location(40521, $"iso8601 must evaluate to a bool, found {values[2].Type.Alias()}");
        if (values[0].IsNullish || zone is null || values[2].IsNull) return BsonValue.Null;
        var date = zone.ToLocal(Dates.Milliseconds(values[0]));
        var parts = values[2].IsTruthy
            ? new BsonDocument { { "isoWeekYear", ISOWeek.GetYear(date) }, { "isoWeek", ISOWeek.GetWeekOfYear(date) }, { "isoDayOfWeek", IsoDay(date) } }
            : new BsonDocument { { "year", date.Year }, { "month", date.Month }, { "day", date.Day } };
        parts.Add("hour", date.Hour);
        parts.Add("minute", date.Minute);
        parts.Add("second", date.Second);
        parts.Add("millisecond", date.Millisecond);
        return parts;
    }
}

using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$dateToString</c> and <c>$dateFromString</c></summary>
internal static class DateTextOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$dateToString"] = ParseToString,
        ["$dateFromString"] = ParseFromString,
    };

    private static ToStringExpression ParseToString(string name, BsonValue spec, ExpressionParser parser)
    {
        var arguments = Operator.NamedArguments(name, spec, parser, ["date"], ["format", "timezone", "onNull"], new(18629, 18534, 18628));
        var given = spec.AsDocument;
        return new(arguments[0], given.Contains("format") ? arguments[1] : null, given.Contains("timezone") ? arguments[2] : null, given.Contains("onNull") ? arguments[3] : null);
    }

    private static FromStringExpression ParseFromString(string name, BsonValue spec, ExpressionParser parser)
    {
        var arguments = Operator.NamedArguments(name, spec, parser, ["dateString"], ["format", "timezone", "onNull", "onError"], new(40540, 40541, 40542));
        var given = spec.AsDocument;
        return new(
            arguments[0],
            given.Contains("format") ? arguments[1] : null,
            given.Contains("timezone") ? arguments[2] : null,
            given.Contains("onNull") ? arguments[3] : null,
            given.Contains("onError") ? arguments[4] : null);
    }

    private sealed class ToStringExpression(Expression date, Expression? format, Expression? zone, Expression? onNull) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            BsonValue pattern = format is null ? "%Y-%m-%dT%H:%M:%S.%LZ" : format.Evaluate(root, variables);
            if (!pattern.IsNullish) DateFormat.Check(Texts.Require(pattern, 18533, $"$dateToString requires that 'format' be a string, found: {pattern} of type "));
            var there = DateZone.Of(zone is null ? default : zone.Evaluate(root, variables), zone is not null);
            var value = date.Evaluate(root, variables);
            if (value.IsNullish) return onNull is null ? BsonValue.Null : onNull.Evaluate(root, variables);
            return there is null || pattern.IsNullish ? BsonValue.Null : DateFormat.Write(pattern.AsString, Dates.Milliseconds(value), there);
        }
    }

    private sealed class FromStringExpression(Expression text, Expression? format, Expression? zone, Expression? onNull, Expression? onError) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            BsonValue pattern = format is null ? default : format.Evaluate(root, variables);
            if (!pattern.IsNullish) Texts.Require(pattern, 40684, $"$dateFromString requires that 'format' be a string, found: {pattern} of type ");
            var there = DateZone.Of(zone is null ? default : zone.Evaluate(root, variables), zone is not null);
            var value = text.Evaluate(root, variables);
            if (value.IsNullish) return onNull is null ? BsonValue.Null : onNull.Evaluate(root, variables);
            try
            {
                if (value.Type != BsonType.String) throw MongoError.ConversionFailure($"$dateFromString requires that 'dateString' be a string, found: {value.Type.Alias()} with value {value}");
                if (there is null || format is not null && pattern.IsNullish) return BsonValue.Null;
                var given = zone is null ? null : there;
                return format is null ? DateReader.Read(value.AsString, given) : DateReader.Read(value.AsString, pattern.AsString, given);
            }
            catch (MongoError error) when (onError is not null && error.CodeName == "ConversionFailure")
            {
                return onError.Evaluate(root, variables);
            }
        }
    }
}

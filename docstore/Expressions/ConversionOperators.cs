using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$convert</c>, and <c>$toInt</c> and its like, which are short for it.</summary>
internal static class ConversionOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$convert"] = Parse,
        ["$toBool"] = To(BsonType.Boolean),
        ["$toDate"] = To(BsonType.DateTime),
        ["$toDecimal"] = To(BsonType.Decimal128),
        ["$toDouble"] = To(BsonType.Double),
        ["$toInt"] = To(BsonType.Int32),
        ["$toLong"] = To(BsonType.Int64),
        ["$toObjectId"] = To(BsonType.ObjectId),
        ["$toString"] = To(BsonType.String),
    };

    private static OperatorParser To(BsonType type) => Operator.Unary(value => value.IsNullish ? BsonValue.Null : Conversions.Convert(value, type));

    private static ConvertExpression Parse(string name, BsonValue spec, ExpressionParser parser)
    {
        if (spec.Type != BsonType.Document) throw MongoError.FailedToParse($"$convert expects an object of named arguments but found: {spec.Type.Alias()}");
        var arguments = Operator.NamedArguments(name, spec, parser, ["input", "to"], ["onError", "onNull"], NamedCodes.Usual);
        return new(arguments[0], arguments[1], spec.AsDocument.Contains("onError") ? arguments[2] : null, spec.AsDocument.Contains("onNull") ? arguments[3] : null);
    }

    private sealed class ConvertExpression(Expression input, Expression to, Expression? onError, Expression? onNull) : Expression
    {
        public override BsonValue Evaluate(BsonDocument root, Variables variables)
        {
            var value = input.Evaluate(root, variables);
            var type = to.Evaluate(root, variables);
            if (value.IsNullish) return onNull is null ? BsonValue.Null : onNull.Evaluate(root, variables);
            if (type.IsNullish) return BsonValue.Null;
            var target = TypeOf(type);
            try
            {
                return Conversions.Convert(value, target);
            }
            catch (MongoError error) when (onError is not null && error.CodeName == "ConversionFailure")
            {
                return onError.Evaluate(root, variables);
            }
        }

        private static BsonType TypeOf(BsonValue type)
        {
            if (type.Type == BsonType.String) return BsonTypeNames.FromAlias(type.AsString) ?? throw MongoError.BadValue($"Unknown type name: {type.AsString}");
            if (!type.IsNumber) throw MongoError.FailedToParse($"$convert's 'to' argument must be a string or number, but is {type.Type.Alias()}");
            return Numbers.TryInt32(type, out var number) && Enum.IsDefined((BsonType)number)
                ? (BsonType)number
                : throw MongoError.FailedToParse($"In $convert, numeric 'to' argument is not a known type: {type}");
        }
    }
}

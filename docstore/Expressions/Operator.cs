using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>The usual shapes of operators: a function of the values of its arguments.</summary>
internal static class Operator
{
    /// <summary><c>{$abs: x}</c> or <c>{$abs: [x]}</c></summary>
    public static OperatorParser Unary(Func<BsonValue, BsonValue> function) => (name, spec, parser) =>
        Fold(new UnaryExpression(Exactly(1, name, parser.ParseArguments(spec))[0], function));

    /// <summary><c>{$mod: [x, y]}</c></summary>
    public static OperatorParser Binary(Func<BsonValue, BsonValue, BsonValue> function) => (name, spec, parser) =>
    {
        var arguments = Exactly(2, name, parser.ParseArguments(spec));
        return Fold(new BinaryExpression(arguments[0], arguments[1], function));
    };

    /// <summary>Any number of arguments within these limits.</summary>
    public static OperatorParser Many(Func<BsonValue[], BsonValue> function, int min = 0, int max = int.MaxValue) => (name, spec, parser) =>
    {
        var arguments = parser.ParseArguments(spec);
        if (min == max) Exactly(min, name, arguments);
        if (arguments.Length < min || arguments.Length > max)
            throw MongoError.Location(28667, $"Expression {name} takes at least {min} arguments, and at most {max}, but {arguments.Length} were passed in.");
        return Fold(new ManyExpression(arguments, function));
    };

    /// <summary><c>{$trim: {input: x, chars: y}}</c>. The function gets the values in the order of <paramref name="required"/> and then <paramref name="optional"/>; an argument that was not given is Missing.</summary>
    public static OperatorParser Named(string[] required, string[] optional, Func<BsonValue[], BsonValue> function, NamedCodes? codes = null) => (name, spec, parser) =>
        Fold(new ManyExpression(NamedArguments(name, spec, parser, required, optional, codes ?? NamedCodes.Usual), function));

    /// <summary>The arguments by name; one that was not given is a literal Missing.</summary>
    public static Expression[] NamedArguments(string name, BsonValue spec, ExpressionParser parser, string[] required, string[] optional, NamedCodes codes)
    {
        if (spec.Type != BsonType.Document)
            throw MongoError.Location(codes.NoObject, $"{name} only supports an object as its argument, found: {spec.Type.Alias()}");
        var names = (string[])[.. required, .. optional];
        var arguments = new Expression?[names.Length];
        foreach (var (field, value) in spec.AsDocument)
        {
            var at = Array.IndexOf(names, field);
            if (at < 0) throw MongoError.Location(codes.Unknown, $"Unrecognized argument to {name}: {field}");
            arguments[at] = parser.Parse(value);
        }

        for (var i = 0; i < names.Length; i++)
        {
            if (arguments[i] is null && i < required.Length) throw MongoError.Location(codes.Absent, $"Missing '{names[i]}' parameter to {name}");
            arguments[i] ??= new LiteralExpression(default);
        }

        return arguments!;
    }

    public static Expression[] Exactly(int count, string name, Expression[] arguments) => arguments.Length == count
        ? arguments
        : throw MongoError.Location(16020, $"Expression {name} takes exactly {count} arguments. {arguments.Length} were passed in.");

    // Constant arguments give a constant, unless they give an error: that is thrown when, and only if, the value is asked for.
    private static Expression Fold(FunctionExpression expression)
    {
        if (!expression.HasConstantArguments) return expression;
        try
        {
            return new LiteralExpression(expression.Evaluate([], new Variables()));
        }
        catch (MongoError)
        {
            return expression;
        }
    }
}

/// <summary>MongoDB's error numbers for named arguments: no document, a name it does not know, a name that is not there.</summary>
internal sealed record NamedCodes(int NoObject, int Unknown, int Absent)
{
    public static readonly NamedCodes Usual = new(9, 9, 9);
}

using System.Collections.Immutable;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Reads expressions; knows the variables in scope.</summary>
internal sealed record ExpressionParser(QueryScope Scope, ImmutableDictionary<string, int> Slots)
{
    public ExpressionParser(QueryScope scope)
        : this(scope, ImmutableDictionary<string, int>.Empty)
    {
    }

    /// <summary>A parser for what stands within the scope of another variable, and the variable's slot.</summary>
    /// <remarks>A slot is free again outside the scope, so slots are as many as scopes are deep.</remarks>
    public ExpressionParser With(string variable, out int slot)
    {
        slot = depth;
        return new(Scope, Slots.SetItem(variable, slot)) { depth = depth + 1 };
    }

    private int depth;

    public Expression Parse(BsonValue spec) => spec.Type switch
    {
        BsonType.String when spec.AsString is ['$', ..] text => ParsePath(text),
        BsonType.Document => ParseDocument(spec.AsDocument),
        BsonType.Array => ParseArray(spec.AsArray),
        _ => new LiteralExpression(spec),
    };

    /// <summary>The arguments of an operator: an array of them, or a single one.</summary>
    public Expression[] ParseArguments(BsonValue spec)
    {
        if (spec.Type != BsonType.Array) return [Parse(spec)];
        var array = spec.AsArray;
        var arguments = new Expression[array.Count];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Parse(array[i]);
        return arguments;
    }

    private Expression ParseDocument(BsonDocument spec)
    {
        if (spec.Count == 0) return new LiteralExpression(spec);
        if (spec[0].Name is ['$', ..] name)
        {
            return spec.Count == 1
                ? Operators.Parse(name, spec[0].Value, this)
                : throw MongoError.Location(15983, $"an object representing an expression must have exactly one field: {spec}");
        }

        var fields = new (string, Expression)[spec.Count];
        var i = 0;
        foreach (var (field, value) in spec)
        {
            if (field.StartsWith('$'))
                throw MongoError.Location(16410, $"FieldPath field names may not start with '$'. Consider using $getField or $setField. Got {field}");
            if (field.Contains('.'))
                throw MongoError.Location(16412, $"FieldPath field names may not contain '.'. Got {field}");
            fields[i++] = (field, Parse(value));
        }

        return Array.TrueForAll(fields, f => f.Item2.IsConstant)
            ? new LiteralExpression(new DocumentExpression(fields).Evaluate([], new Variables()))
            : new DocumentExpression(fields);
    }

    private Expression ParseArray(BsonArray spec)
    {
        var items = ParseArguments(spec);
        return Array.TrueForAll(items, i => i.IsConstant)
            ? new LiteralExpression(new ArrayExpression(items).Evaluate([], new Variables()))
            : new ArrayExpression(items);
    }

    private Expression ParsePath(string text)
    {
        if (!text.StartsWith("$$", StringComparison.Ordinal))
        {
            if (text.Length == 1) throw MongoError.Location(16872, "'$' by itself is not a valid FieldPath");
            return new FieldPathExpression(FieldPath.ParseStrict(text[1..]));
        }

        var dot = text.IndexOf('.');
        var name = dot < 0 ? text[2..] : text[2..dot];
        var path = dot < 0 ? null : FieldPath.ParseStrict(text[(dot + 1)..]);
        if (name.Length == 0) throw MongoError.FailedToParse("empty variable names are not allowed");
        switch (name)
        {
            case "ROOT" or "CURRENT":
                return path is null ? new RootExpression() : new FieldPathExpression(path);
            case "REMOVE":
                return new LiteralExpression(BsonValue.Missing);
            case "NOW":
                return Within(new LiteralExpression(Scope.Now), path);
            case "DESCEND" or "PRUNE" or "KEEP" or "SEARCH_META" or "CLUSTER_TIME" or "USER_ROLES" or "JS_SCOPE" or "IS_MR":
                throw MongoError.NotImplemented($"docstore has no variable $${name}");
        }

        if (Slots.TryGetValue(name, out var slot)) return Within(new VariableExpression(slot), path);
        if (Scope.Let is not null && Scope.Let.TryGetValue(name, out var value)) return Within(new LiteralExpression(VariableNames.Read(value)), path);
        throw MongoError.Location(17276, $"Use of undefined variable: {name}");
    }

    private static Expression Within(Expression variable, FieldPath? path) => (variable, path) switch
    {
        (_, null) => variable,
        (LiteralExpression literal, _) => new LiteralExpression(FieldPathExpression.Read(literal.Value, path, 0)),
        _ => new PathWithinExpression(variable, path),
    };
}

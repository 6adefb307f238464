using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Docstore.Commands;

/// <summary>One element of update's <c>updates</c>.</summary>
internal sealed record UpdateStatement(QueryRequest Request, UpdateProgram Program, bool Multi, bool Upsert)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="MongoError">FailedToParse (9) and what the query and the update refuse.</exception>
    public static UpdateStatement Parse(BsonDocument statement, QueryScope scope)
    {
        var constants = Arguments.Document(statement, "update.updates", "c");
        if (constants is not null)
        {
            if (statement["u"].Type != BsonType.Array)
                throw MongoError.Location(51198, "Constant values may only be specified for pipeline updates");
            scope = scope with { Let = new BsonDocument((scope.Let ?? []).Concat(Expression.EvaluateLet(constants, scope))) };
        }

        var multi = Arguments.Flag(statement, "update.updates", "multi");
        var program = UpdateProgram.Parse(statement["u"], Statements.ArrayFilters(statement), scope);
        if (multi && program.IsReplacement)
            throw MongoError.FailedToParse("multi update is not supported for replacement-style update");
        return new(Statements.Request(statement, scope), program, multi, Arguments.Flag(statement, "update.updates", "upsert"));
    }
}

/// <summary>One element of delete's <c>deletes</c>.</summary>
internal sealed record DeleteStatement(QueryRequest Request, bool Multi)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="MongoError">FailedToParse (9) and what the query refuses.</exception>
    public static DeleteStatement Parse(BsonDocument statement, QueryScope scope)
    {
        var limit = statement["limit"];
        if (!limit.IsNumber || limit.ToDouble() is not (0 or 1))
            throw MongoError.FailedToParse($"The limit field in delete objects must be 0 or 1. Got {limit}");
        return new(Statements.Request(statement, scope), limit.ToDouble() == 0);
    }
}

/// <summary>What the statements of update and delete have in common.</summary>
internal static class Statements
{
    /// <summary>The statements of a command. One of the wrong shape fails the command as a whole, before any is run.</summary>
    /// <exception cref="MongoError">Location40414: a field is missing. Location40415: there is no such field.</exception>
    public static IReadOnlyList<BsonDocument> Of(CommandContext c, string field, string[] required, params string[] optional)
    {
        var statements = c.Documents(field) ?? throw MongoError.Location(40414, $"BSON field '{c.CommandName}.{field}' is missing but a required field");
        foreach (var statement in statements)
            Check(statement, $"{c.CommandName}.{field}", required, optional);
        return statements;
    }

    /// <summary>The updates of a command.</summary>
    /// <exception cref="MongoError">40324: a pipeline has a stage of which nobody knows: that, too, fails the command as a whole.</exception>
    public static IReadOnlyList<BsonDocument> Updates(CommandContext c)
    {
        var updates = Of(c, "updates", ["q", "u"], "multi", "upsert", "arrayFilters", "hint", "collation", "c");
        foreach (var update in updates)
        {
            if (update["u"].Type == BsonType.Array) StageParser.CheckNames(update["u"].AsArray);
        }

        return updates;
    }

    /// <summary>The deletes of a command.</summary>
    public static IReadOnlyList<BsonDocument> Deletes(CommandContext c) => Of(c, "deletes", ["q", "limit"], "hint", "collation");

    private static void Check(BsonDocument statement, string name, string[] required, string[] optional)
    {
        foreach (var (field, _) in statement)
        {
            if (!required.Contains(field) && !optional.Contains(field))
                throw MongoError.Location(40415, $"BSON field '{name}.{field}' is an unknown field.");
        }

        foreach (var field in required)
        {
            if (!statement.Contains(field))
                throw MongoError.Location(40414, $"BSON field '{name}.{field}' is missing but a required field");
        }
    }

    /// <summary>The query of a statement.</summary>
    public static QueryRequest Request(BsonDocument statement, QueryScope scope)
    {
        Collations.RefuseUnlessSimple(statement["collation"]);
        return new(Filter.Parse(Arguments.Document(statement, "statement", "q") ?? [], scope)) { Hint = Arguments.Hint(statement) };
    }

    /// <summary>The array filters of a statement; null for none.</summary>
    public static BsonArray? ArrayFilters(BsonDocument statement) => statement["arrayFilters"] switch
    {
        { IsNullish: true } => null,
        { Type: BsonType.Array } filters => filters.AsArray,
        var value => throw Arguments.WrongType("update", "arrayFilters", value, "array"),
    };
}

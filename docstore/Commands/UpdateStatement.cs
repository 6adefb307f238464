using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Docstore.Commands;

/// <summary>One element of update's <c>updates</c>.</summary>
internal sealed record UpdateStatement(QueryRequest Request, UpdateProgram Program, bool Multi, bool Upsert)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="MongoError">FailedToParse (9), Location40414, Location40415 and what the query and the update refuse.</exception>
    public static UpdateStatement Parse(BsonDocument statement, QueryScope scope)
    {
        Statements.Check(statement, "update.updates", required: ["q", "u"], "multi", "upsert", "arrayFilters", "hint", "collation", "c");
        var constants = Arguments.Document(statement, "update.updates", "c");
        if (constants is not null)
        {
            if (statement["u"].Type != BsonType.Array)
                throw MongoError.Location(51198, "Constant values may only be specified for pipeline updates");
            scope = scope with { Let = new BsonDocument((scope.Let ?? []).Concat(constants)) };
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
    /// <exception cref="MongoError">FailedToParse (9), Location40414, Location40415 and what the query refuses.</exception>
    public static DeleteStatement Parse(BsonDocument statement, QueryScope scope)
    {
        Statements.Check(statement, "delete.deletes", required: ["q", "limit"], "hint", "collation");
        var limit = statement["limit"];
        if (!limit.IsNumber || limit.ToDouble() is not (0 or 1))
            throw MongoError.FailedToParse($"The limit field in delete objects must be 0 or 1. Got {limit}");
        return new(Statements.Request(statement, scope), limit.ToDouble() == 0);
    }
}

/// <summary>What the statements of update and delete have in common.</summary>
internal static class Statements
{
    /// <summary>Refuses fields that a statement has not and asks for those that it must have.</summary>
    public static void Check(BsonDocument statement, string name, string[] required, params string[] optional)
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

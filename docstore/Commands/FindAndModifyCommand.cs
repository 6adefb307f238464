using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Docstore.Commands;

/// <summary>findAndModify: changes one document and gives it, as it was or as it is.</summary>
internal static class FindAndModifyCommand
{
    [Command("findAndModify", Fields = "query sort remove update new fields upsert bypassDocumentValidation arrayFilters hint let collation")]
    [Command("findandmodify", Fields = "query sort remove update new fields upsert bypassDocumentValidation arrayFilters hint let collation")]
    public static BsonDocument Run(CommandContext c)
    {
        var name = c.CollectionName();
        NamespaceNames.CheckCollection(c.DatabaseName, name);
        CheckCombination(c);
        var scope = c.Scope();
        var request = Request(c, scope);
        var fields = c.Document("fields") is { Count: > 0 } projection ? Projection.Parse(projection, scope) : null;
        var writer = new DocumentWriter(c.Store, c.DatabaseName, name, c.Flag("bypassDocumentValidation"), c.CancellationToken);
        var reply = c.Flag("remove") ? Remove(writer, request, fields) : Update(c, writer, request, fields, scope);
        Profiler.Record(c, new("command", $"{c.DatabaseName}.{name}", c.Body) { Plan = writer.Plan, Returned = reply["value"].IsNull ? 0 : 1 });
        return reply;
    }

    /// <summary>What findAndModify looks for.</summary>
    public static QueryRequest Request(CommandContext c, QueryScope scope)
    {
        Collations.RefuseUnlessSimple(c.Body["collation"]);
        return new QueryRequest(Filter.Parse(c.Document("query") ?? [], scope)) { Hint = Arguments.Hint(c.Body) }.OrderedBy(c.Document("sort"));
    }

    private static void CheckCombination(CommandContext c)
    {
        var (remove, update) = (c.Flag("remove"), !c.Body["update"].IsMissing);
        if (!remove && !update)
            throw MongoError.FailedToParse("Either an update or remove=true must be specified");
        if (remove && update)
            throw MongoError.FailedToParse("Cannot specify both an update and remove=true");
        if (remove && c.Flag("upsert"))
            throw MongoError.FailedToParse("Cannot specify both upsert=true and remove=true");
        if (remove && c.Flag("new"))
            throw MongoError.FailedToParse("Cannot specify both new=true and remove=true; 'remove' always returns the deleted document");
        if (remove && !c.Body["arrayFilters"].IsMissing)
            throw MongoError.FailedToParse("Cannot specify arrayFilters and remove=true");
    }

    private static BsonDocument Remove(DocumentWriter writer, QueryRequest request, Projection? fields)
    {
        var result = writer.Delete(request, multi: false);
        return new() { { "lastErrorObject", new BsonDocument { { "n", result.Deleted } } }, { "value", Shown(result.Before, fields, request.Filter) } };
    }

    private static BsonDocument Update(CommandContext c, DocumentWriter writer, QueryRequest request, Projection? fields, QueryScope scope)
    {
        var program = UpdateProgram.Parse(c.Body["update"], Statements.ArrayFilters(c.Body), scope);
        var result = writer.Update(request, program, multi: false, c.Flag("upsert"));
        var last = new BsonDocument { { "n", result.After is null ? 0 : 1 }, { "updatedExisting", result.Matched > 0 } };
        if (!result.UpsertedId.IsMissing)
            last.Add("upserted", result.UpsertedId);
        return new() { { "lastErrorObject", last }, { "value", Shown(c.Flag("new") ? result.After : result.Before, fields, request.Filter) } };
    }

    private static BsonValue Shown(BsonDocument? document, Projection? fields, Filter filter)
    {
        if (document is null || fields is null)
            return document;
        var position = new MatchPosition();
        filter.Matches(document, position);
        return fields.Apply(document, position);
    }
}

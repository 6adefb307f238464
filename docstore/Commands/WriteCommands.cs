using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Commands;

/// <summary>insert, update and delete: several statements in one command.</summary>
internal static class WriteCommands
{
    [Command("insert", Fields = "documents ordered bypassDocumentValidation")]
    public static BsonDocument Insert(CommandContext c)
    {
        var (name, writer) = Target(c);
        var inserted = 0;
        var errors = WriteErrors.Run(Documents(c), c.Flag("ordered", true), (document, _) =>
        {
            writer.Insert(document);
            inserted++;
        }, c.CancellationToken);
        Profiler.Record(c, new("insert", $"{c.DatabaseName}.{name}", c.Body) { Counts = new BsonDocument { { "ninserted", inserted } } });
        return errors.AddTo(new BsonDocument { { "n", inserted } });
    }

    [Command("update", Fields = "updates ordered bypassDocumentValidation let")]
    public static BsonDocument Update(CommandContext c)
    {
        var (name, writer) = Target(c);
        var scope = c.Scope();
        var (matched, modified) = (0, 0);
        var upserted = new BsonArray();
        var errors = WriteErrors.Run(Statements.Updates(c), c.Flag("ordered", true), (statement, index) =>
        {
            var parsed = UpdateStatement.Parse(statement, scope);
            var result = writer.Update(parsed.Request, parsed.Program, parsed.Multi, parsed.Upsert);
            matched += result.Matched;
            modified += result.Modified;
            if (result.UpsertedId is { IsMissing: false } id)
                upserted.Add(new BsonDocument { { "index", index }, { "_id", id } });
            Profiler.Record(c, new("update", $"{c.DatabaseName}.{name}", statement)
            {
                Plan = writer.Plan,
                Counts = new BsonDocument { { "nMatched", result.Matched }, { "nModified", result.Modified }, { "nUpserted", result.UpsertedId.IsMissing ? 0 : 1 } },
            });
        }, c.CancellationToken);
        var reply = new BsonDocument { { "n", matched + upserted.Count }, { "nModified", modified } };
        if (upserted.Count > 0)
            reply.Add("upserted", upserted);
        return errors.AddTo(reply);
    }

    [Command("delete", Fields = "deletes ordered let")]
    public static BsonDocument Delete(CommandContext c)
    {
        var (name, writer) = Target(c);
        var scope = c.Scope();
        var deleted = 0;
        var errors = WriteErrors.Run(Statements.Deletes(c), c.Flag("ordered", true), (statement, _) =>
        {
            var parsed = DeleteStatement.Parse(statement, scope);
            var result = writer.Delete(parsed.Request, parsed.Multi);
            deleted += result.Deleted;
            Profiler.Record(c, new("remove", $"{c.DatabaseName}.{name}", statement) { Plan = writer.Plan, Counts = new BsonDocument { { "ndeleted", result.Deleted } } });
        }, c.CancellationToken);
        return errors.AddTo(new BsonDocument { { "n", deleted } });
    }

    private static (string Name, DocumentWriter Writer) Target(CommandContext c)
    {
        var name = c.CollectionName();
        NamespaceNames.CheckCollection(c.DatabaseName, name);
        if (name == "system.profile")
            throw MongoError.InvalidNamespace($"cannot write to '{c.DatabaseName}.system.profile'");
        return (name, new(c.Store, c.DatabaseName, name, c.Flag("bypassDocumentValidation"), c.CancellationToken));
    }

    private static IReadOnlyList<BsonDocument> Documents(CommandContext c) =>
        c.Documents("documents") ?? throw MongoError.Location(40414, "BSON field 'insert.documents' is missing but a required field");
}

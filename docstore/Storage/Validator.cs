using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Storage;

/// <summary>A rule for the documents of a collection.</summary>
/// <param name="Rule">A query, possibly with $jsonSchema.</param>
/// <param name="Level">off, moderate (documents that broke the rule before may go on doing so) or strict.</param>
/// <param name="Action">error or warn; mongod writes the warning to its log, docstore drops it.</param>
internal sealed record Validator(BsonDocument Rule, string Level, string Action)
{
    private readonly Filter filter = Filter.Parse(Rule, new QueryScope(null, DateTime.UtcNow));

    /// <summary>Whether a document keeps the rule.</summary>
    public bool Accepts(BsonDocument document) => filter.Matches(document);

    /// <summary>Refuses a document that breaks the rule.</summary>
    /// <param name="document">The document as it would be written.</param>
    /// <param name="before">The document as it is, or null for a new one.</param>
    /// <exception cref="MongoError">DocumentValidationFailure (121) with errInfo.</exception>
    public void Check(BsonDocument document, BsonDocument? before)
    {
        if (Level == "off" || Action == "warn" || Accepts(document))
            return;
        if (Level == "moderate" && before is not null && !Accepts(before))
            return;
        throw MongoError.DocumentValidationFailure("Document failed validation", new BsonDocument
        {
            { "errInfo", new BsonDocument { { "failingDocumentId", document["_id"] }, { "details", FilterFailure.Of(filter, document) } } },
        });
    }

    /// <summary>As listCollections shows it.</summary>
    public BsonDocument ToDocument() => new() { { "validator", Rule.Clone() }, { "validationLevel", Level }, { "validationAction", Action } };
}

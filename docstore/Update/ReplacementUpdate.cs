using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>Puts another document in the place of one, which keeps its _id.</summary>
internal sealed class ReplacementUpdate : UpdateProgram
{
    private readonly BsonDocument replacement;

    /// <exception cref="MongoError">DollarPrefixedFieldName: a field of the outermost level begins with a dollar sign.</exception>
    public ReplacementUpdate(BsonDocument replacement)
    {
        this.replacement = replacement;
        foreach (var (name, _) in replacement)
        {
            if (name.StartsWith('$'))
                throw MongoError.DollarPrefixedFieldName($"The dollar ($) prefixed field '{name}' in '{name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.");
        }
    }

    public override bool IsReplacement => true;

    protected override BsonDocument Run(BsonDocument original, MatchPosition? position, bool isUpsert)
    {
        var id = replacement["_id"] is { IsMissing: false } own ? own : original["_id"];
        var updated = new BsonDocument(replacement.Count + 1);
        updated.Add("_id", id);
        foreach (var element in replacement)
        {
            if (element.Name != "_id")
                updated.Add(element);
        }

        return updated.Equals(original) ? original : updated;
    }

    protected override MongoError Immutable(BsonValue id, BsonValue now) =>
        MongoError.ImmutableField($"After applying the update, the (immutable) field '_id' was found to have been altered to _id: {now}");
}

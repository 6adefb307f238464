using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Update;

/// <summary>An update: a replacement, operators such as <c>{$set: {a: 1}}</c>, or an aggregation pipeline. Parsed once, applied to any number of documents.</summary>
internal abstract class UpdateProgram
{
    /// <summary>Whether it replaces the document whole; that can't be done to many.</summary>
    public virtual bool IsReplacement => false;

    /// <summary>Reads the <c>u</c> of an update, the <c>update</c> of a findAndModify.</summary>
    /// <param name="update">A document or an array of stages.</param>
    /// <param name="arrayFilters">What <c>$[id]</c> stands for, if given.</param>
    /// <param name="scope">For the expressions of a pipeline.</param>
    /// <exception cref="MongoError">FailedToParse and others: what MongoDB refuses.</exception>
    public static UpdateProgram Parse(BsonValue update, BsonArray? arrayFilters, QueryScope scope)
    {
        if (update.Type == BsonType.Array)
        {
            return arrayFilters is null or { Count: 0 }
                ? new PipelineUpdate(update.AsArray, scope)
                : throw MongoError.FailedToParse("arrayFilters may not be specified for pipeline-syle updates");
        }

        if (update.Type != BsonType.Document)
            throw MongoError.FailedToParse("Update argument must be either an object or an array");
        var document = update.AsDocument;
        if (document.Count > 0 && document[0].Name.StartsWith('$'))
            return new OperatorUpdate(document, new ArrayFilters(arrayFilters, scope), scope);
        return arrayFilters is null or { Count: 0 }
            ? new ReplacementUpdate(document)
            : throw MongoError.FailedToParse("arrayFilters may not be specified for replacement-style updates");
    }

    /// <summary>The document after the update: the same reference where nothing changes.</summary>
    /// <param name="original">Is left as it is.</param>
    /// <param name="position">What <c>$</c> stands for: where the query matched.</param>
    /// <param name="isUpsert">Whether the document is being made; $setOnInsert takes part only then.</param>
    /// <exception cref="MongoError">ImmutableField: _id would change. PathNotViable, TypeMismatch, BadValue: the document does not suit.</exception>
    public BsonDocument Apply(BsonDocument original, MatchPosition? position, bool isUpsert)
    {
        var updated = Run(original, position, isUpsert);
        if (ReferenceEquals(updated, original))
            return original;
        var id = original["_id"];
        if (!id.IsMissing && (!updated.TryGetValue("_id", out var now) || BsonComparer.Instance.Compare(id, now) != 0))
            throw Immutable(id, now: updated["_id"]);
        return updated;
    }

    /// <summary>The document that an upsert inserts where the query finds none: what the query says is equal, updated; with an _id, which stands first.</summary>
    /// <exception cref="MongoError">NotSingleValueField (54): the query gives a field two values. And all that <see cref="Apply"/> throws.</exception>
    public BsonDocument Upserted(Filter query)
    {
        var made = Apply(UpsertSeed.From(query, idOnly: IsReplacement), null, isUpsert: true);
        var id = made["_id"];
        if (!id.IsMissing && made[0].Name == "_id")
            return made;
        var withId = new BsonDocument { { "_id", id.IsMissing ? ObjectId.NewObjectId() : id } };
        foreach (var element in made)
        {
            if (element.Name != "_id")
                withId.Add(element);
        }

        return withId;
    }

    /// <summary>The document after the update, whatever becomes of its _id.</summary>
    protected abstract BsonDocument Run(BsonDocument original, MatchPosition? position, bool isUpsert);

    /// <summary>The error where an update would change _id.</summary>
    protected virtual MongoError Immutable(BsonValue id, BsonValue now) =>
        MongoError.ImmutableField("Performing an update on the path '_id' would modify the immutable field '_id'");
}

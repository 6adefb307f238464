using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Query;

/// <summary>A query: what a document has to satisfy. A tree that the planner reads and that matches documents in their bytes.</summary>
internal abstract class Filter
{
    /// <summary>Reads MongoDB's query language; the rows of <see cref="QueryOperators"/> are all that it has here.</summary>
    /// <exception cref="MongoError">BadValue and others for what the language has not, NotImplemented for what docstore has not.</exception>
    public static Filter Parse(BsonDocument specification, QueryScope scope) => new FilterParser(scope).Parse(specification);

    /// <summary>Whether the document satisfies the query. The position tells where in an array, if it was in one.</summary>
    public abstract bool Matches(BsonDocument document, MatchPosition? position = null);

    /// <summary>The query in MongoDB's normal form, as <c>explain</c> shows it: <c>{a: {$eq: 1}}</c>.</summary>
    public abstract BsonDocument ToDocument();

    /// <summary>The normal form as relaxed Extended JSON.</summary>
    public override string ToString() => ToDocument().ToString();
}

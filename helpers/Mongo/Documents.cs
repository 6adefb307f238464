using System.Collections;
using StorageCourse.Cells.Mongo;
using StorageCourse.Docstore.Bson;
using StorageCourse.Host;
using StorageCourse.Mongo;

namespace StorageCourse;

/// <summary>
/// Documents that a MongoDB server has sent, in order: what <c>lab.Mongo</c> returns and <c>#!mongo --name x</c> hands to C#.
/// What is no document by itself (a count, the values of distinct) is a document with the field <c>value</c>.
/// </summary>
/// <param name="items">What is kept.</param>
/// <param name="elapsed">From sending the command to its last document.</param>
/// <param name="total">How many the server sent; null for as many as are kept.</param>
public sealed class Documents(IReadOnlyList<BsonDocument> items, TimeSpan elapsed = default, long? total = null) : IReadOnlyList<BsonDocument>, IDisplayable
{
    private const int Shown = 50;

    /// <summary>How many are kept here.</summary>
    public int Count => items.Count;

    /// <summary>How many the server sent. More than <see cref="Count"/> where a cell kept only the first ones (<c>--limit</c>).</summary>
    public long Total => total ?? items.Count;

    /// <summary>From sending the command to its last document; zero where nobody measured.</summary>
    public TimeSpan Elapsed => elapsed;

    /// <summary>One by its place, from 0.</summary>
    public BsonDocument this[int index] => items[index];

    /// <summary>
    /// The documents as records or objects of a class: fields go by name to constructor parameters and properties, whatever their case and underscores; <c>_id</c> goes to <c>Id</c>.
    /// A simple type takes the field that <see cref="Scalar{T}"/> takes.
    /// </summary>
    /// <exception cref="InvalidCastException">A field is missing, or of another kind.</exception>
    public IReadOnlyList<T> As<T>() => IsSimple(typeof(T)) ? [.. items.Select(Only<T>)] : [.. items.Select(document => BsonConversion.To<T>(document, "document"))];

    /// <summary>The first document's first field that is not <c>_id</c>; <c>_id</c> where there is no other. So of a count the count.</summary>
    /// <exception cref="InvalidOperationException">There is no document, or it is empty.</exception>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public T Scalar<T>() => items.Count > 0 ? Only<T>(items[0]) : throw new InvalidOperationException("expected a document, but the command returned none");

    /// <inheritdoc/>
    public IEnumerator<BsonDocument> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A table where the documents are flat and alike, else mongosh's text.</summary>
    public Bundle ToBundle() => DocumentList.ToBundle([.. items.Take(Shown)], Total, Elapsed);

    private static bool IsSimple(Type type) => type.IsEnum || type.Namespace is "System" || type == typeof(ObjectId) || type == typeof(BsonValue) || type == typeof(Decimal128);

    private static T Only<T>(BsonDocument document)
    {
        if (document.Count == 0) throw new InvalidOperationException("expected a document with a field, got an empty one");
        var field = document.FirstOrDefault(one => one.Name != "_id", document[0]);
        return BsonConversion.To<T>(field.Value, field.Name);
    }
}

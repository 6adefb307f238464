using System.Collections;
using MongoDB.Bson;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Mongo;

namespace StorageCourse;

/// <summary>
/// The documents that <c>#!mongo --name x</c> hands to C#, in the server's order.
/// What is no document by itself (a count, the values of distinct) is a document with the field <c>value</c>.
/// </summary>
/// <param name="items">What is kept.</param>
/// <param name="elapsed">From sending the command to its last document; zero where nobody measured.</param>
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

    /// <summary>The first document's first field that is not <c>_id</c>; <c>_id</c> where there is no other. So of a count the count.</summary>
    /// <exception cref="InvalidOperationException">There is no document, or it is empty.</exception>
    /// <exception cref="InvalidCastException">The value is of another kind.</exception>
    public T Scalar<T>()
    {
        if (items is not [{ ElementCount: > 0 } first, ..]) throw new InvalidOperationException("expected a document with a field, but the command returned none");
        var field = first.FirstOrDefault(one => one.Name != "_id", first.GetElement(0));
        var value = BsonTypeMapper.MapToDotNetValue(field.Value);
        return ValueConversion.To<T>(value is Decimal128 number && typeof(T) != typeof(Decimal128) ? Decimal128.ToDecimal(number) : value, field.Name);
    }

    /// <inheritdoc/>
    public IEnumerator<BsonDocument> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A table where the documents are flat and alike, else mongosh's text.</summary>
    public Bundle ToBundle() => DocumentList.ToBundle([.. items.Take(Shown)], Total, Elapsed);
}

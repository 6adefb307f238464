using System.Collections;
using StorageCourse.Docstore.Bson;
using StorageCourse.Host;
using StorageCourse.Mongo;

namespace StorageCourse;

/// <summary>Documents that a MongoDB server has sent, in order.</summary>
public sealed class Documents(IReadOnlyList<BsonDocument> items) : IReadOnlyList<BsonDocument>, IDisplayable
{
    private const int Shown = 100;

    /// <summary>How many there are.</summary>
    public int Count => items.Count;

    /// <summary>One by its place, from 0.</summary>
    public BsonDocument this[int index] => items[index];

    /// <summary>The documents as records or objects of a class: fields go by name to constructor parameters and properties, whatever their case; <c>_id</c> goes to <c>Id</c>.</summary>
    /// <exception cref="InvalidCastException">A field is missing, or of another kind.</exception>
    public IReadOnlyList<T> As<T>() => [.. items.Select(document => BsonConversion.To<T>(document, "document"))];

    /// <inheritdoc/>
    public IEnumerator<BsonDocument> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A column for each field that any of the shown documents has.</summary>
    public Bundle ToBundle()
    {
        var shown = items.Take(Shown).ToList();
        var columns = shown.SelectMany(document => document.Select(field => field.Name)).Distinct().ToList();
        return new Table(
            [.. columns.Select(name => new TableColumn(name, ""))],
            [.. shown.Select(document => (IReadOnlyList<object?>)[.. columns.Select(name => document.TryGetValue(name, out var value) ? Cell(value) : "")])],
            Count).ToBundle();
    }

    private static object? Cell(BsonValue value) => value.Type switch
    {
        BsonType.Document or BsonType.Array => value.ToString(),
        BsonType.Decimal128 => value.AsDecimal128.ToString(),
        _ => BsonConversion.ToObject(value),
    };
}

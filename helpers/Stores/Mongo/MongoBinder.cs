using System.Collections;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Bson.Serialization;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Finds the C# variables that bare <c>$name</c>s in a cell stand for, and writes them as the driver would.</summary>
internal static class MongoBinder
{
    public static MongoVariable From(IHost host) => name => host.TryGetVariable(name, out var variable) ? BsonOf(variable) : null;

    private static BsonValue BsonOf(Variable variable)
    {
        try
        {
            return BsonOf(variable.Value);
        }
        catch (Exception e) when (e is BsonException or ArgumentException or OverflowException or NotSupportedException or FormatException)
        {
            throw new NotSupportedException($"{variable.Name} has no form in BSON: {e.Message}", e);
        }
    }

    private static BsonValue BsonOf(object? value) => value switch
    {
        null or DBNull => BsonNull.Value,
        BsonValue bson => bson,
        char character => character.ToString(),
        DateTime { Kind: DateTimeKind.Unspecified } time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        DateTimeOffset time => time.UtcDateTime,
        Guid id => new BsonBinaryData(id, GuidRepresentation.Standard),
        Enum choice => choice.ToString(),
        TimeSpan or TimeOnly or Delegate or Type or Task or Stream => throw new NotSupportedException($"a {value.GetType().Name} is neither text, number, date, list nor an object with properties"),
        IEnumerable items and not (string or byte[] or IDictionary) when items is not IEnumerable<KeyValuePair<string, object?>> => new BsonArray(items.Cast<object?>().Select(BsonOf)),
        _ => Serialized(value),
    };

    private static BsonValue Serialized(object value)
    {
        var document = new BsonDocument();
        using var writer = new BsonDocumentWriter(document);
        writer.WriteStartDocument();
        writer.WriteName("value");
        BsonSerializer.Serialize(writer, value.GetType(), value);
        writer.WriteEndDocument();
        return document["value"];
    }
}

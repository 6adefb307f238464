using MongoDB.Bson;
using MongoDB.Bson.Serialization;

namespace StorageCourse.Tests.Stores.Mongo;

/// <summary>Between the driver's BSON and docstore's, by the bytes.</summary>
internal static class DriverBson
{
    /// <summary>A value as docstore has it.</summary>
    public static StorageCourse.Docstore.Bson.BsonValue ToDocstore(this BsonValue value) =>
        StorageCourse.Docstore.Bson.BsonDocument.FromBytes(new BsonDocument("value", value).ToBson())["value"];

    /// <summary>A document of docstore as the driver has it.</summary>
    public static BsonDocument ToDriver(this StorageCourse.Docstore.Bson.BsonDocument document) => BsonSerializer.Deserialize<BsonDocument>(document.ToBytes());

    /// <summary>Relaxed Extended JSON.</summary>
    public static string ToText(this BsonValue value) => value.ToDocstore().ToString()!;
}

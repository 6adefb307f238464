using System.Globalization;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Client;

/// <summary>Makes exceptions of a server's errors.</summary>
internal static class ReplyError
{
    /// <summary>Throws the error that a reply is, or the first that a write met.</summary>
    /// <exception cref="MongoError">With the server's own code, name and message.</exception>
    public static void ThrowIfFailed(BsonDocument reply)
    {
        if (!reply["ok"].IsTruthy) throw From(reply, reply);
        if (reply["writeErrors"] is { Type: BsonType.Array } errors && errors.AsArray is { Count: > 0 } list && list[0].Type == BsonType.Document)
            throw From(list[0].AsDocument, reply);
        if (reply["writeConcernError"] is { Type: BsonType.Document } concern)
            throw From(concern.AsDocument, reply);
    }

    private static MongoError From(BsonDocument error, BsonDocument reply)
    {
        var code = error["code"].IsNumber ? (int)error["code"].ToInt64() : 8;
        var name = error["codeName"].Type == BsonType.String ? error["codeName"].AsString
            : code == 11000 ? "DuplicateKey" : string.Create(CultureInfo.InvariantCulture, $"Location{code}");
        var message = error["errmsg"].Type == BsonType.String ? error["errmsg"].AsString : error.ToString();
        return new(code, name, message) { Details = reply };
    }
}

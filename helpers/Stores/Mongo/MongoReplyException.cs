using System.Globalization;
using MongoDB.Bson;
using MongoDB.Driver;

namespace StorageCourse.Stores.Mongo;

/// <summary>An error that the server reports.</summary>
/// <param name="code">The server's.</param>
/// <param name="codeName">The server's name of it; null where it gives none.</param>
/// <param name="message">The server's.</param>
/// <param name="inner">The driver's, or null.</param>
internal sealed class MongoReplyException(int code, string? codeName, string message, Exception? inner = null) : Exception(message, inner)
{
    private const int DuplicateKey = 11000;

    public int Code => code;

    public string CodeName => codeName ?? (code == DuplicateKey ? nameof(DuplicateKey) : string.Create(CultureInfo.InvariantCulture, $"Location{code}"));

    /// <summary>The error that the driver made of a reply.</summary>
    public static MongoReplyException From(MongoServerException error) => error switch
    {
        MongoCommandException command => new(command.Code, command.CodeName, command.ErrorMessage, error),
        MongoExecutionTimeoutException timeout => new(timeout.Code, timeout.CodeName, timeout.Message, error),
        _ => throw new ArgumentException($"expected an error of a command, got a {error.GetType().Name}", nameof(error)),
    };

    /// <summary>The first error that a write met, of which the driver leaves it to programs to read in the reply; null where there is none.</summary>
    public static MongoReplyException? Of(BsonDocument reply) =>
        reply.Find("writeErrors") is BsonArray { Count: > 0 } errors ? From(errors[0].AsBsonDocument)
        : reply.Find("writeConcernError") is BsonDocument concern ? From(concern)
        : null;

    private static MongoReplyException From(BsonDocument error) =>
        new((int)error.Count("code"), error.Find("codeName")?.AsString, error.Find("errmsg")?.AsString ?? error.ToJson());
}

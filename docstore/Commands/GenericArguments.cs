using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>The fields that every command takes. What a standalone server can't grant is refused with mongod's codes.</summary>
/// <param name="SessionId">The logical session (<c>lsid</c>), or null.</param>
/// <param name="MaxTime">How long the command may run, or null.</param>
internal readonly record struct GenericArguments(Guid? SessionId, TimeSpan? MaxTime)
{
    /// <summary>Their names, for the list of what docstore supports.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["$db", "lsid", "$readPreference", "$clusterTime", "readConcern", "writeConcern", "maxTimeMS", "comment", "apiVersion", "apiStrict", "apiDeprecationErrors"];

    /// <summary>Reads and checks them, and refuses fields that neither they nor the command know.</summary>
    public static GenericArguments Read(BsonDocument body, CommandEntry entry)
    {
        Guid? sessionId = null;
        TimeSpan? maxTime = null;
        var isFirst = true;
        foreach (var (name, value) in body)
        {
            if (isFirst)
            {
                isFirst = false;
                continue;
            }

            switch (name)
            {
                case "$db" or "comment" or "$clusterTime":
                    break;
                case "$readPreference":
                    _ = Document(name, value);
                    break;
                case "lsid":
                    sessionId = ReadSessionId(value);
                    break;
                case "maxTimeMS":
                    maxTime = ReadMaxTime(value);
                    break;
                case "readConcern":
                    CheckReadConcern(Document(name, value));
                    break;
                case "writeConcern":
                    CheckWriteConcern(Document(name, value));
                    break;
                case "txnNumber" or "autocommit" or "startTransaction":
                    throw NoTransactions();
                case "apiVersion":
                    if (value.Type != BsonType.String || value.AsString != "1")
                        throw new MongoError(322, "APIVersionError", $"API version must be \"1\", got {value}");
                    break;
                case "apiStrict" or "apiDeprecationErrors":
                    // Drivers send it with the handshake, too, where an error would be taken for a server that is down.
                    if (value.IsTruthy && !entry.Attribute.TakesAnyField)
                        throw new MongoError(323, "APIStrictError", $"docstore does not tell which commands belong to API version 1: connect without {name}");
                    break;
                default:
                    if (!entry.Fields.Contains(name) && !entry.Attribute.TakesAnyField)
                        throw new MongoError(40415, "Location40415", $"BSON field '{entry.Attribute.Name}.{name}' is an unknown field.");
                    break;
            }
        }

        return new(sessionId, maxTime);
    }

    /// <summary>What a standalone server says to transactions and to retryable writes.</summary>
    public static MongoError NoTransactions() => MongoError.IllegalOperation("Transaction numbers are only allowed on a replica set member or mongos");

    private static BsonDocument Document(string name, BsonValue value) => value.Type == BsonType.Document ? value.AsDocument
        : throw MongoError.TypeMismatch($"BSON field '{name}' is the wrong type '{TypeName(value)}', expected type 'object'");

    private static Guid ReadSessionId(BsonValue lsid)
    {
        var id = Document("lsid", lsid)["id"];
        return id.Type == BsonType.Binary && id.AsBinary.AsGuid is { } uuid ? uuid
            : throw MongoError.TypeMismatch("BSON field 'OperationSessionInfo.lsid.id' has to be a UUID: binary data of subtype 4 and 16 bytes");
    }

    private static TimeSpan? ReadMaxTime(BsonValue value)
    {
        if (!value.IsNumber) throw MongoError.TypeMismatch("maxTimeMS must be a number");
        var milliseconds = value.ToDouble();
        if (milliseconds is < 0 or > int.MaxValue || milliseconds != Math.Floor(milliseconds))
            throw MongoError.BadValue($"{value} value for maxTimeMS is out of range [0, {int.MaxValue}]");
        return milliseconds == 0 ? null : TimeSpan.FromMilliseconds(milliseconds);
    }

    /// <summary>One server in memory: what it has acknowledged, it has acknowledged for good, so the weak levels and "majority" are one.</summary>
    private static void CheckReadConcern(BsonDocument concern)
    {
        foreach (var (name, value) in concern)
        {
            switch (name)
            {
                case "level" when value.Type == BsonType.String && value.AsString is "local" or "available" or "majority":
                    break;
                case "level" when value.Type == BsonType.String && value.AsString is "linearizable" or "snapshot":
                    throw new MongoError(123, "NotAReplicaSet", $"node needs to be a replica set member to use read concern {value.AsString}");
                case "level":
                    throw MongoError.FailedToParse($"expected readConcern.level to be local, available, majority, linearizable or snapshot, got {value}");
                case "afterClusterTime" or "atClusterTime":
                    throw new MongoError(123, "NotAReplicaSet", $"node needs to be a replica set member to use readConcern.{name}");
                case "provenance":
                    break;
                default:
                    throw new MongoError(40415, "Location40415", $"BSON field 'readConcern.{name}' is an unknown field.");
            }
        }
    }

    private static void CheckWriteConcern(BsonDocument concern)
    {
        foreach (var (name, value) in concern)
        {
            switch (name)
            {
                case "w" when value.IsNumber:
                    if (value.ToDouble() is < 0 or > 50) throw MongoError.FailedToParse("w has to be a non-negative number and not greater than 50");
                    if (value.ToDouble() > 1) throw MongoError.BadValue("cannot use 'w' > 1 when a host is not replicated");
                    break;
                case "w" when value.Type == BsonType.String:
                    if (value.AsString != "majority")
                        throw MongoError.BadValue($"cannot use non-majority 'w' mode '{value.AsString}' when a host is not a member of a replica set");
                    break;
                case "w":
                    throw MongoError.FailedToParse("w has to be a number or a string");
                case "j" or "fsync" or "wtimeout" or "provenance":
                    // In memory there is no journal to wait for, and with one server nobody to wait for.
                    break;
                default:
                    throw new MongoError(40415, "Location40415", $"BSON field 'writeConcern.{name}' is an unknown field.");
            }
        }
    }

    private static string TypeName(BsonValue value) => value.Type.ToString();
}

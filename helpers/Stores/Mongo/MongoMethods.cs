namespace StorageCourse.Stores.Mongo;

/// <summary>The methods that a cell knows, by what they are called on.</summary>
internal static class MongoMethods
{
    private static readonly string[] WithFunctions = ["forEach", "map", "mapReduce", "watch", "$where", "tryNext"];

    public static IReadOnlyDictionary<string, string> OfDatabase { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["adminCommand"] = "runs a command on the database admin",
        ["aggregate"] = "runs a pipeline that begins without a collection",
        ["createCollection"] = "makes a collection, with options such as validator",
        ["currentOp"] = "lists what runs on the server",
        ["dropDatabase"] = "removes the database",
        ["getCollection"] = "a collection whose name is no JavaScript name",
        ["getCollectionInfos"] = "the collections with their options",
        ["getCollectionNames"] = "the names of the collections",
        ["getName"] = "the database's name",
        ["getProfilingStatus"] = "whether the profiler is on",
        ["getSiblingDB"] = "another database",
        ["hello"] = "what the server is",
        ["killOp"] = "ends an operation by its opid",
        ["runCommand"] = "runs any command",
        ["serverBuildInfo"] = "the server's version and build",
        ["serverStatus"] = "the server's counters",
        ["setProfilingLevel"] = "0 off, 1 slow operations, 2 all: into system.profile",
        ["stats"] = "counts and sizes of the database",
        ["version"] = "the server's version",
    };

    public static IReadOnlyDictionary<string, string> OfCollection { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["aggregate"] = "runs a pipeline of stages",
        ["bulkWrite"] = "several writes in one command each kind",
        ["count"] = "counts by the count command (countDocuments is exact)",
        ["countDocuments"] = "counts what matches a filter",
        ["createIndex"] = "makes an index: createIndex({field: 1}, {unique: true})",
        ["createIndexes"] = "makes several indexes",
        ["deleteMany"] = "deletes all that match",
        ["deleteOne"] = "deletes the first that matches",
        ["distinct"] = "the different values of a field",
        ["drop"] = "removes the collection",
        ["dropIndex"] = "removes an index, by name or keys",
        ["dropIndexes"] = "removes all indexes but that of _id",
        ["estimatedDocumentCount"] = "the count from the collection's metadata",
        ["explain"] = "explains what follows: explain(\"executionStats\").find({…})",
        ["find"] = "find(filter, projection)",
        ["findAndModify"] = "the command, with query, update, remove, new, …",
        ["findOne"] = "the first that matches",
        ["findOneAndDelete"] = "deletes the first that matches and returns it",
        ["findOneAndReplace"] = "replaces the first that matches and returns it",
        ["findOneAndUpdate"] = "updates the first that matches and returns it",
        ["getIndexes"] = "the indexes",
        ["insertMany"] = "inserts documents",
        ["insertOne"] = "inserts a document",
        ["renameCollection"] = "gives the collection another name",
        ["replaceOne"] = "replaces the first that matches",
        ["stats"] = "counts and sizes of the collection",
        ["updateMany"] = "updates all that match",
        ["updateOne"] = "updates the first that matches",
        ["validate"] = "checks the collection",
    };

    public static IReadOnlyDictionary<string, string> OfCursor { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["allowDiskUse"] = "lets a sort spill",
        ["batchSize"] = "documents a round trip",
        ["collation"] = "the language of comparisons",
        ["comment"] = "a note for the profiler",
        ["count"] = "counts what the filter matches, whatever skip and limit say",
        ["explain"] = "the plan: \"queryPlanner\", \"executionStats\", \"allPlansExecution\"",
        ["hint"] = "the index to use",
        ["itcount"] = "counts by reading them all",
        ["limit"] = "at most so many",
        ["max"] = "the index keys' upper bound, exclusive",
        ["maxTimeMS"] = "a time limit in milliseconds",
        ["min"] = "the index keys' lower bound, inclusive",
        ["next"] = "the first document",
        ["pretty"] = "changes nothing: results are always laid out",
        ["projection"] = "the fields to return",
        ["returnKey"] = "the index keys alone",
        ["showRecordId"] = "adds the server's own record id",
        ["size"] = "counts what the cursor would return",
        ["skip"] = "passes over so many",
        ["sort"] = "sort({field: 1, other: -1})",
        ["toArray"] = "changes nothing: a cell reads the whole result",
    };

    /// <summary>Whether a method can't do without a JavaScript function (or without an end).</summary>
    public static bool TakesFunction(string method) => WithFunctions.Contains(method);
}

using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>Runs the statements of a write command one by one and collects what went wrong.</summary>
internal sealed class WriteErrors
{
    private const int MaxStatements = 100_000;

    private readonly BsonArray errors = [];

    /// <summary>Runs each statement; after an error the next ones only where the command is unordered.</summary>
    public static WriteErrors Run(IReadOnlyList<BsonDocument> statements, bool ordered, Action<BsonDocument, int> run, CancellationToken cancellationToken)
    {
        if (statements.Count is 0 or > MaxStatements)
            throw MongoError.InvalidLength($"Write batch sizes must be between 1 and {MaxStatements}. Got {statements.Count} operations.");
        var collected = new WriteErrors();
        for (var at = 0; at < statements.Count; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                run(statements[at], at);
            }
            catch (MongoError error)
            {
                collected.Add(at, error);
                if (ordered)
                    break;
            }
        }

        return collected;
    }

    /// <summary>Adds the errors to a reply, if there are any.</summary>
    public BsonDocument AddTo(BsonDocument reply)
    {
        if (errors.Count > 0)
            reply.Add("writeErrors", errors);
        return reply;
    }

    private void Add(int index, MongoError error)
    {
        var document = new BsonDocument { { "index", index }, { "code", error.Code } };
        foreach (var detail in error.Details ?? [])
            document.Add(detail);
        document.Add("errmsg", error.Message);
        errors.Add(document);
    }
}

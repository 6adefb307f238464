using System.Diagnostics.CodeAnalysis;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Storage;

/// <summary>The documents that a cursor has still to give. The next one can be looked at before it is taken.</summary>
/// <param name="documents">Drawn one by one, as they are wanted.</param>
/// <param name="run">The run behind them, or null where they were ready before.</param>
internal sealed class CursorResults(IEnumerable<BsonDocument> documents, ICursorRun? run) : IDisposable
{
    private readonly IEnumerator<BsonDocument> rest = documents.GetEnumerator();
    private BsonDocument? next;

    /// <summary>What the run has read so far.</summary>
    public ICursorRun? Run => run;

    /// <summary>Looks at the next document; false where there is none.</summary>
    public bool Peek([NotNullWhen(true)] out BsonDocument? document)
    {
        if (next is null && rest.MoveNext())
            next = rest.Current;
        return (document = next) is not null;
    }

    /// <summary>Goes past the document that was looked at.</summary>
    public void Take() => next = null;

    /// <summary>From now on the run ends with this command.</summary>
    public void Continue(CancellationToken cancellationToken)
    {
        if (run is not null)
            run.CancellationToken = cancellationToken;
    }

    /// <inheritdoc/>
    public void Dispose() => rest.Dispose();
}

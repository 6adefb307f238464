using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>What a group collects: takes a value of each of its documents, and has a result in the end.</summary>
internal abstract class Accumulator
{
    /// <param name="value">What the accumulator's expression gave for the next document.</param>
    public abstract void Add(BsonValue value);

    /// <summary>The result of what was added so far. May be asked for between additions.</summary>
    public abstract BsonValue Result { get; }
}

/// <summary>An accumulator as a pipeline asks for it.</summary>
/// <param name="Input">What to evaluate for each document.</param>
/// <param name="Begin">Makes one that collects the values of a group; it gets the group's <c>_id</c> where that is a document, else an empty one. The <c>n</c> of <c>$firstN</c> and its like may depend on it.</param>
internal sealed record AccumulatorUse(Expression Input, Func<BsonDocument, Accumulator> Begin)
{
    /// <summary>One that needs nothing of the group.</summary>
    public AccumulatorUse(Expression input, Func<Accumulator> create)
        : this(input, _ => create())
    {
    }

    /// <summary>Makes one for a group that has no <c>_id</c> of its own making: a bucket, a window.</summary>
    public Accumulator Create() => Begin([]);

    /// <summary>Makes one for the group with this <c>_id</c>.</summary>
    public Accumulator Create(BsonValue id) => Begin(id.Type == BsonType.Document ? id.AsDocument : []);
}

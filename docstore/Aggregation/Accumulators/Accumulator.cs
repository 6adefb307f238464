using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>What a group collects: takes a value of each of its documents, and has a result in the end.</summary>
internal abstract class Accumulator
{
    /// <param name="value">What the accumulator's expression gave for the next document.</param>
    public abstract void Add(BsonValue value);

    /// <summary>The result of what was added so far. May be asked for between additions.</summary>
    public abstract BsonValue Result { get; }
}

/// <summary>An accumulator as a pipeline asks for it: what to evaluate for each document, and how to make one that collects the values.</summary>
internal sealed record AccumulatorUse(Expression Input, Func<Accumulator> Create);

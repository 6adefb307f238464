using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>Computes a field for each document of a partition.</summary>
internal abstract class WindowFunction
{
    /// <returns>A value for each document, in their order.</returns>
    public abstract BsonValue[] Evaluate(WindowPartition partition);
}

/// <summary>An accumulator over a window around each document.</summary>
internal sealed class AccumulatedWindow(AccumulatorUse use, WindowBounds bounds) : WindowFunction
{
    public override BsonValue[] Evaluate(WindowPartition partition)
    {
        var variables = new Variables();
        var inputs = partition.Documents.Select(document => use.Input.Evaluate(document, variables)).ToArray();
        var results = new BsonValue[inputs.Length];
        var accumulator = use.Create();
        int from = 0, to = 0;
        for (var i = 0; i < results.Length; i++)
        {
            var (start, end) = bounds.Around(i, partition);
            // A window that only grows goes on where it was; one that loses documents begins anew.
            if (start != from || end < to)
            {
                accumulator = use.Create();
                (from, to) = (start, start);
            }

            for (; to < end; to++) accumulator.Add(inputs[to]);
            results[i] = accumulator.Result;
        }

        return results;
    }
}

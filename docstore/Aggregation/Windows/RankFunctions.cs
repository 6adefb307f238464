using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>$rank</c> (1, 2, 2, 4) and <c>$denseRank</c> (1, 2, 2, 3): documents with the same sort key share one.</summary>
internal sealed class RankFunction(bool isDense) : WindowFunction
{
    public override BsonValue[] Evaluate(WindowPartition partition)
    {
        var ranks = new BsonValue[partition.Documents.Count];
        var rank = 0;
        for (var i = 0; i < ranks.Length; i++)
        {
            if (i == 0 || !partition.ArePeers(i - 1, i)) rank = isDense ? rank + 1 : i + 1;
            ranks[i] = rank;
        }

        return ranks;
    }
}

/// <summary><c>$documentNumber</c>: 1, 2, 3, …</summary>
internal sealed class DocumentNumberFunction : WindowFunction
{
    public override BsonValue[] Evaluate(WindowPartition partition) => [.. Enumerable.Range(1, partition.Documents.Count).Select(number => (BsonValue)number)];
}

/// <summary><c>{$shift: {output: "$price", by: -1, default: 0}}</c>: the value of the document so many places on, or back.</summary>
internal sealed class ShiftFunction(Expression output, int by, BsonValue fallback) : WindowFunction
{
    public override BsonValue[] Evaluate(WindowPartition partition)
    {
        var variables = new Variables();
        var documents = partition.Documents;
        var values = new BsonValue[documents.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var at = (long)i + by;
            values[i] = at < 0 || at >= documents.Count ? fallback : output.Evaluate(documents[(int)at], variables) is { IsMissing: false } value ? value : BsonValue.Null;
        }

        return values;
    }
}

/// <summary><c>{$expMovingAvg: {input: "$price", N: 10}}</c>: each value counts alpha, what came before 1 - alpha; alpha is 2 / (N + 1). What is no number changes nothing. The result is a double, of decimals a decimal.</summary>
internal sealed class ExponentialAverageFunction(Expression input, BsonValue alpha) : WindowFunction
{
    public override BsonValue[] Evaluate(WindowPartition partition)
    {
        var variables = new Variables();
        var values = new BsonValue[partition.Documents.Count];
        var average = BsonValue.Null;
        for (var i = 0; i < values.Length; i++)
        {
            var value = input.Evaluate(partition.Documents[i], variables);
            if (value.IsNumber)
            {
                average = average.IsNull ? First(value) : Numbers.Add(Numbers.Multiply(value, alpha), Numbers.Multiply(average, Numbers.Subtract(1, alpha)));
            }

            values[i] = average;
        }

        return values;
    }

    private static BsonValue First(BsonValue value) => value.Type == BsonType.Decimal128 ? value : value.ToDouble();
}

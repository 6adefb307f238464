using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$stdDevPop</c> and <c>$stdDevSamp</c> by Welford's method: one pass, and no difference of great numbers. What is no number is passed over.</summary>
internal sealed class DeviationAccumulator(bool isSample) : Accumulator
{
    private long count;
    private double mean;
    private double squares;

    public override void Add(BsonValue value)
    {
        if (!value.IsNumber) return;
        var number = value.ToDouble();
        var distance = number - mean;
        mean += distance / ++count;
        squares += distance * (number - mean);
    }

    public override BsonValue Result => count <= (isSample ? 1 : 0) ? BsonValue.Null : Math.Sqrt(squares / (isSample ? count - 1 : count));
}

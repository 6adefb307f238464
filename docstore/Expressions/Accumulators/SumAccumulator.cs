using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$sum</c>: what is no number is passed over; the sum of nothing is 0. It has the widest type that was added, and a long where ints overflow.</summary>
internal sealed class SumAccumulator : Accumulator
{
    private NumberSum sum;

    public override void Add(BsonValue value) => sum.Add(value);

    public override BsonValue Result => sum.Total;
}

/// <summary><c>$avg</c>: a double, or a decimal where one was added; null where there was no number.</summary>
internal sealed class AverageAccumulator : Accumulator
{
    private NumberSum sum;

    public override void Add(BsonValue value) => sum.Add(value);

    public override BsonValue Result => sum switch
    {
        { Count: 0 } => BsonValue.Null,
        { IsDecimal: true } => sum.Total.AsDecimal128 / new Decimal128(sum.Count),
        _ => sum.AsDouble / sum.Count,
    };
}

/// <summary>A running sum of numbers of all types, without loss: whole numbers exactly, doubles with what their sum's rounding cut off.</summary>
internal struct NumberSum
{
    private Int128 whole;
    private double doubles;
    private double cutOff;
    private Decimal128 decimals;
    private bool hasLong;
    private bool hasDouble;

    /// <summary>How many numbers were added.</summary>
    public long Count { get; private set; }

    public bool IsDecimal { get; private set; }

    public readonly double AsDouble => hasDouble ? (double)whole + doubles + Correction : (double)whole;

    public readonly BsonValue Total
    {
        get
        {
            if (IsDecimal)
            {
                var total = decimals + Decimal128.Parse(whole.ToString(System.Globalization.CultureInfo.InvariantCulture));
                return hasDouble ? total + Decimal128.FromDouble(doubles + Correction) : total;
            }

            if (hasDouble || whole > long.MaxValue || whole < long.MinValue) return AsDouble;
            return Numbers.Integer((long)whole, hasLong ? BsonType.Int64 : BsonType.Int32);
        }
    }

    public void Add(BsonValue value)
    {
        switch (value.Type)
        {
            case BsonType.Int32:
                whole += value.AsInt32;
                break;
            case BsonType.Int64:
                whole += value.AsInt64;
                hasLong = true;
                break;
            case BsonType.Double:
                AddDouble(value.AsDouble);
                break;
            case BsonType.Decimal128:
                if (!IsDecimal) decimals = Decimal128.Zero;
                IsDecimal = true;
                decimals += value.AsDecimal128;
                break;
            default:
                return;
        }

        Count++;
    }

    // An infinite or undefined sum has no rounding error to speak of.
    private readonly double Correction => double.IsFinite(doubles) ? cutOff : 0;

    // Knuth's TwoSum: of a + b it gives the rounded sum and exactly what the rounding lost.
    private void AddDouble(double value)
    {
        hasDouble = true;
        var total = doubles + value;
        var part = total - doubles;
        cutOff += doubles - (total - part) + (value - part);
        doubles = total;
    }
}

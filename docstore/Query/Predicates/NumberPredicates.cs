using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary><c>$mod</c>: a number, cut to an integer, that leaves this remainder.</summary>
internal sealed class ModPredicate(long divisor, long remainder) : Predicate
{
    /// <summary>Never 0.</summary>
    public long Divisor => divisor;

    /// <summary>Has the sign of the number that is divided.</summary>
    public long Remainder => remainder;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position) =>
        WholeNumber.TryCut(value, out var number) && (divisor == -1 ? 0 : number % divisor) == remainder;

    public override BsonValue ToSpecification() => new BsonDocument { { "$mod", new BsonArray([divisor, remainder]) } };
}

/// <summary>Which bits the four bit operators look for.</summary>
internal enum BitTest
{
    AllSet,
    AllClear,
    AnySet,
    AnyClear,
}

/// <summary><c>$bitsAllSet</c> and its three fellows: bits of an integer (two's complement, the sign going on forever) or of binary data.</summary>
internal sealed class BitsPredicate(BitTest test, IReadOnlyList<int> positions) : Predicate
{
    /// <summary>Which of the four.</summary>
    public BitTest Test => test;

    /// <summary>The positions of the bits, 0 the lowest.</summary>
    public IReadOnlyList<int> Positions => positions;

    public override bool MatchesElement(in BsonValue value, MatchPosition? position)
    {
        if (value.Type == BsonType.Binary)
        {
            var bytes = value.AsBinary.Bytes.Span;
            foreach (var bit in positions)
            {
                if (Decides(bit / 8 < bytes.Length && (bytes[bit / 8] >> (bit % 8) & 1) != 0) is { } decided)
                    return decided;
            }

            return Undecided;
        }

        if (!value.IsNumber || !WholeNumber.TryExact(value, out var number))
            return false;
        foreach (var bit in positions)
        {
            if (Decides((number >> Math.Min(bit, 63) & 1) != 0) is { } decided)
                return decided;
        }

        return Undecided;
    }

    private bool Undecided => test is BitTest.AllSet or BitTest.AllClear;

    private bool? Decides(bool isSet) => test switch
    {
        BitTest.AllSet => isSet ? null : false,
        BitTest.AllClear => isSet ? false : null,
        BitTest.AnySet => isSet ? true : null,
        _ => isSet ? null : true,
    };

    public override BsonValue ToSpecification() => new BsonDocument
    {
        { "$bits" + test, new BsonArray(positions.Select(position => (BsonValue)position)) },
    };
}

/// <summary>Numbers of any type as integers.</summary>
internal static class WholeNumber
{
    /// <summary>Cuts the fraction off. False for what is no number, is NaN, or is beyond the range of a long.</summary>
    public static bool TryCut(in BsonValue value, out long number)
    {
        number = 0;
        switch (value.Type)
        {
            case BsonType.Int32 or BsonType.Int64:
                number = value.ToInt64();
                return true;
            case BsonType.Double:
                number = value.ToInt64();
                return value.AsDouble is >= -9223372036854775808.0 and < 9223372036854775808.0;
            case BsonType.Decimal128:
                number = value.ToInt64();
                return !value.AsDecimal128.IsNaN && Math.Abs(value.AsDecimal128.ToDouble()) < 9.3e18 && number is not (long.MaxValue or long.MinValue);
            default:
                return false;
        }
    }

    /// <summary>The same, but false also for a number that has a fraction.</summary>
    public static bool TryExact(in BsonValue value, out long number) =>
        TryCut(value, out number) && (value.Type is BsonType.Int32 or BsonType.Int64 || BsonComparer.Instance.Compare(number, value) == 0);
}

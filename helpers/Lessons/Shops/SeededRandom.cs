namespace StorageCourse.Lessons.Shops;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same numbers in every version of .NET, which <see cref="Random"/> does not promise.
/// Only integer arithmetic and division are used, so no processor's or library's logarithm can change a row.
/// </summary>
internal struct SeededRandom
{
    private ulong state;

    /// <summary>The numbers that belong to one row of one table.</summary>
    public SeededRandom(Stream stream, long row) => state = Mix(((ulong)stream << 48) ^ (ulong)row ^ 0x5357_4F50_2026_1121UL);

    /// <summary>64 random bits.</summary>
    public ulong Next() => Mix(state += 0x9E37_79B9_7F4A_7C15UL);

    /// <summary>From 0 to <paramref name="limit"/> - 1.</summary>
    public int Next(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>From <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + Next(high - low + 1);

    /// <summary>True in <paramref name="percent"/> of 100 cases.</summary>
    public bool Chance(int percent) => Next(100) < percent;

    /// <summary>One of the items.</summary>
    public T Pick<T>(T[] items) => items[Next(items.Length)];

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}

/// <summary>What a series of random numbers is for; each has its own, so that a new column in one table moves nothing in another.</summary>
internal enum Stream
{
    Customers = 1,
    Products,
    Orders,
    OrderTimes,
    Items,
    ItemCounts,
    Reviews,
    PageViews,
    PageViewTimes,
    Imports,
    ProductRanks,
    CustomerRanks,
}

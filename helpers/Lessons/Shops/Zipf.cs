namespace StorageCourse.Lessons.Shops;

/// <summary>Picks numbers from 1 to a size, few of them often: the number of rank k comes with weight 1 / (k + flatness).</summary>
internal sealed class Zipf
{
    private readonly double[] cumulative;
    private readonly int[] numberOfRank;

    /// <param name="size">How many numbers there are.</param>
    /// <param name="flatness">0 is Zipf's law itself; the larger, the less the first ones stand out.</param>
    /// <param name="ranks">Which number has which rank is shuffled by this stream: popular things are not those that came first.</param>
    public Zipf(int size, int flatness, Stream ranks)
    {
        cumulative = new double[size];
        var sum = 0.0;
        for (var rank = 0; rank < size; rank++) cumulative[rank] = sum += 1.0 / (rank + 1 + flatness);

        numberOfRank = Enumerable.Range(1, size).ToArray();
        var random = new SeededRandom(ranks, size);
        for (var i = size - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (numberOfRank[i], numberOfRank[j]) = (numberOfRank[j], numberOfRank[i]);
        }
    }

    /// <summary>A number from 1 to the size.</summary>
    public int Pick(ref SeededRandom random)
    {
        var at = (random.Next() >> 11) * (1.0 / (1UL << 53)) * cumulative[^1];
        var rank = Array.BinarySearch(cumulative, at);
        return numberOfRank[Math.Min(rank < 0 ? ~rank : rank, cumulative.Length - 1)];
    }
}

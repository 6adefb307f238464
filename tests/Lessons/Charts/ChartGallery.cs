namespace StorageCourse.Tests.Lessons.Charts;

/// <summary>One chart of each sort, with figures that are hard to draw.</summary>
internal static class ChartGallery
{
    private static readonly int[] Sizes = [1_000, 10_000, 100_000, 1_000_000];

    public static Chart Lines => new Chart("Pages read to find one customer's orders")
        .X("rows in the table", Axis.Log).Y("pages of 8 KiB", Axis.Log)
        .Line("scan", Sizes, [13.0, 125, 1_250, 12_500])
        .Line("seek", Sizes, [4.0, 14, 39, 40])
        .Line("seek, covering index", Sizes, [3.0, 4, 4, 35]);

    public static Chart Bands => new Chart("Time by clients")
        .X("clients").Y("ms for one query")
        .Line("pool of 10", [1, 2, 4, 8, 16, 32], [1.0, 1.1, 1.2, 1.9, 3.9, 8.1], low: [0.8, 0.9, 1.0, 1.4, 3.0, 6.0], high: [1.4, 1.6, 1.8, 3.0, 6.0, 13], band: true)
        .Line("pool of 50", [1, 2, 4, 8, 16, 32], [1.0, 1.1, 1.3, 2.1, 4.3, 9.9], low: [0.8, 0.9, 1.0, 1.5, 3.1, 7.0], high: [1.4, 1.7, 1.9, 3.3, 6.9, 15], band: true)
        .Note("Line: median. Band: from the 5th to the 95th percentile.");

    public static Chart Bars => new Chart("Hit ratio by policy and memory")
        .X("").Y("hits (% of requests)")
        .Bars("LRU", ["1 MiB", "2 MiB", "4 MiB"], [41.0, 58, 77], low: [39.0, 55, 75], high: [43.0, 60, 79])
        .Bars("LFU", ["1 MiB", "2 MiB", "4 MiB"], [47.0, 63, 79], low: [44.0, 61, 77], high: [50.0, 66, 81])
        .Bars("random", ["1 MiB", "2 MiB", "4 MiB"], [33.0, 49, 70], low: [30.0, 45, 68], high: [36.0, 53, 73]);

    public static Chart OneBarEach => Evidence.Of("memory (bytes)", ("a key for each field", 1_234_567), ("a hash for each user", 345_678)).Chart();

    public static Chart Heat => new Chart("What can go wrong, by isolation level")
        .Heat(["dirty read", "lost update", "phantom", "write skew"], ["read committed", "repeatable read", "serializable"], [[0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]],
            [["safe", "happens", "happens", "happens"], ["safe", "safe", "safe", "happens"], ["safe", "safe", "safe", "safe"]], unit: "anomalies");

    public static Chart Sideways => Comparison.Chart();

    public static Comparison Comparison
    {
        get
        {
            var random = new Random(1);
            VariantResult Result(string name, double median, double spread, int count)
            {
                var seconds = Enumerable.Range(0, count).Select(_ => median * Math.Exp(spread * (random.NextDouble() + random.NextDouble() - 1))).ToList();
                return new(name, seconds, count / seconds.Sum(), new Dictionary<string, double> { ["pages"] = Math.Round(median * 1e5) });
            }

            return new(new Experiment("20 newest orders of a customer") { Unit = "query" }, [Result("no index", 0.031, 0.4, 40), Result("index on customer_id", 0.0007, 0.9, 900), Result("covering index", 0.00021, 1.1, 2_000)], isMeasured: true);
        }
    }

    public static IReadOnlyList<Chart> All => [Lines, Bands, Bars, OneBarEach, Heat, Sideways];
}

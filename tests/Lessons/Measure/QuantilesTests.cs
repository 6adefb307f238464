using StorageCourse.Lessons.Measure;

namespace StorageCourse.Tests.Lessons.Measure;

public sealed class QuantilesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.95, 3.85)]
    [InlineData(1, 4)]
    public void Quantiles_between_two_values_are_interpolated_as_numpy_does(double q, double expected) =>
        Quantiles.Of([1, 2, 3, 4], q).ShouldBe(expected, 1e-12);

    [Fact]
    public void Quantiles_of_an_exponential_sample_come_near_the_distributions_own()
    {
        var random = new Random(42);
        var sorted = Enumerable.Range(0, 200_000).Select(_ => -Math.Log(1 - random.NextDouble())).Order().ToArray();
        foreach (var q in new[] { 0.05, 0.5, 0.95, 0.99 })
            Quantiles.Of(sorted, q).ShouldBe(-Math.Log(1 - q), tolerance: 0.05 * -Math.Log(1 - q));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(30)]
    [InlineData(300)]
    public void The_interval_of_the_median_holds_it_in_at_least_95_of_100_samples(int size)
    {
        var random = new Random(7);
        const int Samples = 4_000;
        var held = Enumerable.Range(0, Samples).Count(_ =>
        {
            // Log-normal, as latencies are; its median is 1.
            var sorted = Enumerable.Range(0, size).Select(_ => Math.Exp(Normal(random))).Order().ToArray();
            var (low, high) = Quantiles.MedianInterval(sorted);
            return low <= 1 && 1 <= high;
        });
        held.ShouldBeGreaterThan((int)(0.945 * Samples));
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

using StorageCourse.Host;
using StorageCourse.Lessons.Measure;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Lessons.Measure;

public sealed class LoadTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"storage-course-test-{Guid.NewGuid():N}.lock");

    private static LoadGenerator Generator => new(new RecordingHost(), isMeasuring: false, MeasuringLock.DefaultPath);

    [Fact]
    public async Task In_an_open_loop_requests_arrive_although_none_has_been_answered()
    {
        var answering = new TaskCompletionSource();
        var arrived = 0;
        var load = await Generator.OpenAsync("stalled", 1_000, TimeSpan.FromMilliseconds(200), _ =>
        {
            // The first answer comes with the fiftieth arrival; a loop that waits for answers would never get there.
            if (Interlocked.Increment(ref arrived) == 50) answering.SetResult();
            return answering.Task.WaitAsync(TimeSpan.FromMinutes(1));
        });
        load.Answers.Count.ShouldBe(arrived);
        load.Failed.ShouldBe(0);
        load.Answers[0].Latency.ShouldBeGreaterThanOrEqualTo(load.Answers[49].Arrived - load.Answers[0].Arrived);
    }

    [Fact]
    public async Task In_a_closed_loop_no_more_requests_are_under_way_than_there_are_workers()
    {
        int underWay = 0, most = 0;
        // Long enough for a worker whose task waits for a thread.
        var load = await new LoadGenerator(new RecordingHost(), isMeasuring: true, path).ClosedAsync("three workers", 3, TimeSpan.FromSeconds(1), async _ =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref underWay));
            await Task.Yield();
            Interlocked.Decrement(ref underWay);
        });
        most.ShouldBeInRange(1, 3);
        load.Answers.Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Every_load_meets_the_same_number_of_arrivals()
    {
        async Task<int> CountAsync() => (await Generator.OpenAsync("nothing", 500, TimeSpan.FromMilliseconds(200), _ => Task.CompletedTask)).Answers.Count;
        (await CountAsync()).ShouldBe(await CountAsync());
    }

    [Fact]
    public async Task A_request_that_throws_is_counted_as_failed_and_the_load_goes_on()
    {
        var load = await Generator.OpenAsync("half broken", 500, TimeSpan.FromMilliseconds(100), number => number % 2 == 0 ? throw new InvalidOperationException("no") : Task.CompletedTask);
        load.Failed.ShouldBe((load.Answers.Count + 1) / 2);
        load.Failed.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_interrupt_ends_the_load()
    {
        var sent = 0;
        await Should.ThrowAsync<OperationCanceledException>(() => Generator.OpenAsync("interrupted", 100, TimeSpan.FromMilliseconds(200), _ =>
        {
            sent++;
            throw new OperationCanceledException();
        }));
        sent.ShouldBeLessThan(10);
    }

    [Fact]
    public async Task Loads_are_compared_by_percentile_and_names_must_differ()
    {
        var quick = await Generator.ClosedAsync("quick", 1, TimeSpan.FromMilliseconds(50), _ => Task.CompletedTask);
        Should.Throw<ArgumentException>(() => Load.Compare("two of a kind", quick, quick)).Message.ShouldContain("\"quick\" twice");
        Should.Throw<ArgumentException>(() => Load.Compare("none")).Message.ShouldContain("at least one load");
        var ratio = Load.Compare("one", quick).Ratio("quick", "quick", 0.99);
        ratio.Value.ShouldBe(1);
        ratio.IsTime.ShouldBeTrue();
        Should.Throw<ArgumentException>(() => Load.Compare("one", quick).Ratio("quick", "slow")).Message.ShouldContain("got \"slow\"");
    }

    [Fact]
    public void Percentiles_keep_three_digits_and_are_not_told_of_too_few_requests()
    {
        static LoadResult Of(int count) => new("load", Enumerable.Range(1, count).Select(i => new Answer(TimeSpan.Zero, TimeSpan.FromMilliseconds(i), HasFailed: false)), TimeSpan.FromSeconds(1), isMeasured: true);

        var many = Of(1_000);
        many.Quantile(0.5).ShouldBe(0.5, tolerance: 0.0005);
        many.Quantile(0.999).ShouldBe(0.999, tolerance: 0.001);
        many.Quantile(1).ShouldBe(1, tolerance: 0.001);
        many.Quantile(0).ShouldBe(0.001, tolerance: 0.000001);
        Of(100).Quantile(0.99).ShouldBe(0.099, tolerance: 0.0001);
        Of(99).Quantile(0.99).ShouldBe(double.NaN);
        Of(0).Quantile(1).ShouldBe(double.NaN);
        Load.Compare("few", Of(50)).ToBundle().Data[MimeType.Text].ShouldMatch(@"\| +–( +)?\|");
    }

    public void Dispose() => File.Delete(path);

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
    }
}

using System.Diagnostics;
using StorageCourse.Host;
using StorageCourse.Lessons.Measure;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Lessons.Measure;

public sealed class BenchTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"storage-course-test-{Guid.NewGuid():N}.lock");

    private static ExperimentRunner Unmeasured => new(new RecordingHost(), isMeasuring: false, MeasuringLock.DefaultPath);

    [Fact]
    public void Every_way_of_writing_a_variant_compiles()
    {
        // Never run: what matters is which overload each binds to.
        Func<Task>[] written =
        [
            async () => await Bench.Compare("async", ("a", async () => await Task.Yield()), ("b", () => Task.Delay(0))),
            async () => await Bench.Compare("async, counted", ("a", async () => await Task.FromResult(5)), ("b", async () => { await Task.Yield(); return 5; })),
            async () => await Bench.Compare("async, measured", ("a", async () => await Task.FromResult(new Measured(("pages", 5)))), ("b", async () => await Task.FromResult(new Measured(("pages", 7))))),
            async () => await Bench.Compare("sync", ("a", () => { }), ("b", () => Thread.Yield())),
            async () => await Bench.Compare("sync, counted", ("a", () => 5), ("b", () => 6)),
            async () => await Bench.Compare(new Experiment("settings") { Ops = 10, Unit = "query" }, ("a", async () => await Task.Yield())),
            async () => await Bench.Curve("rows", [1, 10], ("a", async n => await Task.FromResult(n)), ("b", async n => { await Task.Yield(); })),
            async () => await Bench.Curve("rows", [1, 10], ("a", n => n), ("b", n => n + 1)),
            async () => await Bench.Throughput("load", 4, ("a", async worker => await Task.Yield()), ("b", _ => Task.CompletedTask)),
        ];
        written.Length.ShouldBe(9);
    }

    [Fact]
    public async Task The_standards_example_of_a_curve_reads_as_it_stands()
    {
        var curve = await Unmeasured.CurveAsync("rows in the table", [1_000, 200_000],
            Variant.Of<Measured>([("scan", n => Task.FromResult(new Measured(("pages", n / 80)))), ("seek", _ => Task.FromResult(new Measured(("pages", 5))))]));
        curve.Chart(x: Axis.Log, y: Axis.Log).ToBundle().Data.Keys.ShouldContain(MimeType.Plotly);
        curve.Evidence("pages").Ratio("scan", "seek").Value.ShouldBe(500);
        curve.Evidence("pages").Ratio("scan", "seek", at: 1_000).Value.ShouldBe(2.4);
    }

    [Fact]
    public async Task Variants_take_turns_and_each_round_begins_with_another()
    {
        var order = new List<string>();
        await Unmeasured.CompareAsync("turns", Variant.Of([("a", () => order.Add("a")), ("b", () => order.Add("b"))]));
        order.ShouldBe(["a", "b", "b", "a"]);
    }

    [Fact]
    public async Task A_measured_variant_is_run_as_often_as_asked_and_its_warm_up_is_not_counted()
    {
        var runs = 0;
        var comparison = await new ExperimentRunner(new RecordingHost(), isMeasuring: true, path).CompareAsync(
            new Experiment("counted") { MinSamples = 40, MaxTime = TimeSpan.FromSeconds(30) }, Variant.Of<int>([("only", () => Interlocked.Increment(ref runs))]));
        comparison["only"].Seconds.Count.ShouldBeInRange(40, runs - 1);
    }

    [Fact]
    public async Task Counters_are_the_mean_of_all_runs_and_a_bare_number_answers_to_any_name()
    {
        var next = 0;
        var comparison = await Unmeasured.CompareAsync("counters", Variant.Of<int>([("a", () => next += 10), ("b", () => 5)]));
        comparison.Evidence("pages")["a"].ShouldBe(15);
        comparison.Evidence("pages").Ratio("a", "b").Value.ShouldBe(3);
    }

    [Fact]
    public async Task A_missing_counter_is_an_error_that_says_how_to_return_one()
    {
        var comparison = await Unmeasured.CompareAsync("no counters", Variant.Of([("a", () => { })]));
        Should.Throw<ArgumentException>(() => comparison.Evidence("pages")).Message.ShouldContain("let it end with a Measured((\"pages\", …))");
    }

    [Fact]
    public async Task Times_are_for_one_operation_and_throughput_counts_operations()
    {
        var comparison = await Unmeasured.CompareAsync(new Experiment("a thousand at once") { Ops = 1_000 }, Variant.Of([("a", async () =>
        {
            // A delay alone may end some milliseconds early: the system's timer counts in ticks.
            for (var clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 20;) await Task.Delay(1);
        })]));
        comparison["a"].P50.ShouldBeInRange(20e-6, 10e-3);
        comparison["a"].Throughput.ShouldBe(comparison["a"].Seconds.Count / comparison["a"].Seconds.Sum(), tolerance: 1e-6);
    }

    [Fact]
    public async Task A_closed_loop_never_runs_more_at_once_than_it_has_workers()
    {
        var (running, most) = (0, 0);
        var workers = new System.Collections.Concurrent.ConcurrentDictionary<int, bool>();
        var load = await new ExperimentRunner(new RecordingHost(), isMeasuring: true, path).ThroughputAsync(new Experiment("load") { MaxTime = TimeSpan.FromSeconds(1) }, 4, Variant.Of([("only", async (int worker) =>
        {
            workers[worker] = true;
            var now = Interlocked.Increment(ref running);
            lock (workers) most = Math.Max(most, now);
            await Task.Delay(1);
            Interlocked.Decrement(ref running);
        })]));
        most.ShouldBe(4);
        workers.Keys.Order().ShouldBe([0, 1, 2, 3]);
        load["only"].Throughput.ShouldBeGreaterThan(1 / load["only"].P50, "four workers do more than one");
    }

    [Fact]
    public async Task A_comparison_shows_its_figures_where_no_script_runs()
    {
        var comparison = await Unmeasured.CompareAsync("<two> ways", Variant.Of<Measured>([("a", () => new Measured(("pages", 3))), ("b", () => new Measured(("pages", 4)))]));
        var bundle = comparison.ToBundle();
        bundle.Data[MimeType.Text].ShouldContain("variant |");
        bundle.Data[MimeType.Text].ShouldContain("not measured: two cold runs each");
        bundle.Data[MimeType.Html].ShouldContain("&lt;two&gt; ways");
        bundle.Data[MimeType.Html].ShouldNotContain("<two>");
    }

    public void Dispose() => File.Delete(path);
}

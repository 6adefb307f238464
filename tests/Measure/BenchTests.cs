using StorageCourse.Host;
using StorageCourse.Measuring;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Measure;

public sealed class BenchTests
{
    private static Laboratory Unmeasured => new(new RecordingHost(), isMeasuring: false, MeasuringLock.DefaultPath);

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
}

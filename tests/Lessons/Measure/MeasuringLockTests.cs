using System.Diagnostics;
using StorageCourse.Lessons.Measure;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Lessons.Measure;

public sealed class MeasuringLockTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"storage-course-test-{Guid.NewGuid():N}.lock");

    [Fact]
    public async Task Another_process_is_waited_for_and_its_death_frees_the_lock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "flock(1) is the other process");
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        using var other = Process.Start(new ProcessStartInfo("flock", [path, "sh", "-c", "echo held; exec sleep 1000"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        (await other.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("held");
        var host = new RecordingHost { IsQuiet = false };

        var waiting = MeasuringLock.AcquireAsync(host, path, TestContext.Current.CancellationToken);
        await Until(() => host.Text.Contains("Another notebook is measuring", StringComparison.Ordinal));
        waiting.IsCompleted.ShouldBeFalse();
        other.Kill(entireProcessTree: true);

        using var held = await waiting.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        host.Text.ShouldBe("", "the note is taken back");
    }

    [Fact]
    public async Task Experiments_of_two_notebooks_do_not_overlap()
    {
        var running = 0;
        async Task Experiment()
        {
            var laboratory = new ExperimentRunner(new RecordingHost(), isMeasuring: true, path);
            await laboratory.CompareAsync(new Experiment("one at a time") { MinSamples = 3, MaxTime = TimeSpan.FromMilliseconds(50) }, Variant.Of([("only", async () =>
            {
                Interlocked.Increment(ref running).ShouldBe(1);
                await Task.Yield();
                Interlocked.Decrement(ref running);
            })]));
        }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(Experiment, TestContext.Current.CancellationToken))).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_experiment_inside_another_does_not_wait_for_itself()
    {
        var laboratory = new ExperimentRunner(new RecordingHost(), isMeasuring: true, path);
        var brief = new Experiment("outer") { MinSamples = 3, MaxTime = TimeSpan.FromMilliseconds(20) };
        await laboratory.CompareAsync(brief, Variant.Of([("nested", async () => { await laboratory.CompareAsync(brief, Variant.Of([("inner", () => { })])); })]))
            .WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        using var free = await MeasuringLock.AcquireAsync(new RecordingHost(), path, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_experiment_that_throws_gives_the_lock_back()
    {
        var laboratory = new ExperimentRunner(new RecordingHost(), isMeasuring: true, path);
        await Should.ThrowAsync<InvalidOperationException>(() => laboratory.CompareAsync("broken", Variant.Of([("broken", new Action(() => throw new InvalidOperationException()))])));
        using var held = await MeasuringLock.AcquireAsync(new RecordingHost(), path, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    public void Dispose() => File.Delete(path);

    private static async Task Until(Func<bool> condition)
    {
        var deadline = Stopwatch.StartNew();
        while (!condition())
        {
            deadline.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.Lessons.Measure;

/// <summary>Sends requests in an open or a closed loop, and notes when each was answered.</summary>
/// <param name="host">Where is said that another notebook is measuring.</param>
/// <param name="isMeasuring">False cuts the load short and takes no lock.</param>
/// <param name="lockPath">The file that is locked meanwhile.</param>
internal sealed class LoadGenerator(IHost host, bool isMeasuring, string lockPath)
{
    private static readonly TimeSpan Unmeasured = TimeSpan.FromMilliseconds(200);

    public static LoadGenerator Current => new(CourseHost.Current, CourseEnvironment.IsMeasuring, MeasuringLock.DefaultPath);

    public async Task<LoadResult> OpenAsync(string name, double perSecond, TimeSpan duration, Func<int, Task> request)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(perSecond);
        ArgumentNullException.ThrowIfNull(request);
        using var held = await AcquireAsync();
        var length = Shorten(duration);
        var answers = new ConcurrentBag<Answer>();
        var sent = new List<Task>();
        var clock = Stopwatch.StartNew();
        using var interrupted = new CancellationTokenSource();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own: the pool may be busy with what is measured.
        new Thread(() =>
        {
            foreach (var number in Arrivals(perSecond, length, clock, interrupted.Token))
            {
                var arrived = clock.Elapsed;
                sent.Add(Task.Run(async () => answers.Add(await AskAsync(clock, arrived, number, request, interrupted))));
            }

            ended.SetResult();
        }) { IsBackground = true, Name = "arrivals" }.Start();
        await ended.Task;
        await Task.WhenAll(sent);
        return new(name, answers, length, isMeasuring);
    }

    public async Task<LoadResult> ClosedAsync(string name, int workers, TimeSpan duration, Func<int, Task> request)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentNullException.ThrowIfNull(request);
        using var held = await AcquireAsync();
        var length = Shorten(duration);
        var answers = new ConcurrentBag<Answer>();
        var clock = Stopwatch.StartNew();
        using var interrupted = new CancellationTokenSource();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            // At least one each, however long the pool of threads lets them wait.
            do answers.Add(await AskAsync(clock, clock.Elapsed, Interlocked.Increment(ref next), request, interrupted));
            while (clock.Elapsed < length);
        })));
        return new(name, answers, length, isMeasuring);
    }

    /// <summary>The numbers of the requests, each when it is due.</summary>
    private static IEnumerable<int> Arrivals(double perSecond, TimeSpan duration, Stopwatch clock, CancellationToken interrupted)
    {
        // Seeded, so that each load meets the same arrivals; the gaps of a Poisson process are exponentially distributed.
        var random = new Random(14);
        var due = TimeSpan.Zero;
        for (var number = 0; ; number++)
        {
            due += TimeSpan.FromSeconds(-Math.Log(1 - random.NextDouble()) / perSecond);
            // A sleep takes about a millisecond: several may arrive together, and none is left out.
            while (clock.Elapsed < due && !interrupted.IsCancellationRequested) Thread.Sleep(1);
            if (due > duration || interrupted.IsCancellationRequested) yield break;
            yield return number;
        }
    }

    private static async Task<Answer> AskAsync(Stopwatch clock, TimeSpan arrived, int number, Func<int, Task> request, CancellationTokenSource interrupted)
    {
        interrupted.Token.ThrowIfCancellationRequested();
        try
        {
            await request(number);
            return new(arrived, clock.Elapsed - arrived, HasFailed: false);
        }
        catch (Exception exception) when (exception is ThreadInterruptedException or OperationCanceledException)
        {
            // The cell was interrupted: nothing more is sent.
            await interrupted.CancelAsync();
            throw;
        }
        catch (Exception)
        {
            return new(arrived, clock.Elapsed - arrived, HasFailed: true);
        }
    }

    private TimeSpan Shorten(TimeSpan duration) => isMeasuring || duration < Unmeasured ? duration : Unmeasured;

    // Not an async method: see MeasuringLock.AcquireAsync.
    private Task<MeasuringLock> AcquireAsync() => isMeasuring ? MeasuringLock.AcquireAsync(host, lockPath, CancellationToken.None) : MeasuringLock.NotNeeded;
}

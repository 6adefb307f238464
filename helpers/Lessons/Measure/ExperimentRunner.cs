using System.Diagnostics;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.Lessons.Measure;

/// <summary>Runs experiments: warms up, interleaves the variants, takes their times and counters.</summary>
/// <param name="host">Where progress is shown.</param>
/// <param name="isMeasuring">False runs everything twice, without warm-up or lock: enough for an output, not for a figure.</param>
/// <param name="lockPath">The file that is locked meanwhile.</param>
internal sealed class ExperimentRunner(IHost host, bool isMeasuring, string lockPath)
{
    private const int MaxRounds = 3_000;
    private const int FewestRounds = 3;
    private const int RoundsUnmeasured = 2;
    private static readonly TimeSpan EnoughTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(120);

    public static ExperimentRunner Current => new(CourseHost.Current, CourseEnvironment.IsMeasuring, MeasuringLock.DefaultPath);

    public async Task<Comparison> CompareAsync(Experiment experiment, Variant[] variants)
    {
        Check(experiment, variants);
        using var held = await AcquireAsync();
        using var progress = new ProgressBar(host, experiment.Title);
        return new(experiment, await MeasureAsync(experiment, variants, size: 0, progress), isMeasuring);
    }

    public async Task<Curve> CurveAsync(Experiment experiment, IReadOnlyList<int> sizes, Variant[] variants)
    {
        Check(experiment, variants);
        if (sizes.Count == 0) throw new ArgumentException("expected at least one size, got none", nameof(sizes));
        using var held = await AcquireAsync();
        using var progress = new ProgressBar(host, experiment.Title);
        var points = new List<Curve.Point>();
        foreach (var (i, size) in sizes.Index())
        {
            var part = new Part(progress, i, sizes.Count);
            points.Add(new(size, await MeasureAsync(experiment, variants, size, part)));
        }

        return new(experiment, points, isMeasuring);
    }

    public async Task<Comparison> ThroughputAsync(Experiment experiment, int workers, Variant[] variants)
    {
        Check(experiment, variants);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        using var held = await AcquireAsync();
        using var progress = new ProgressBar(host, experiment.Title);
        var results = new List<VariantResult>();
        foreach (var (i, variant) in variants.Index())
        {
            results.Add(await LoadAsync(experiment, workers, variant));
            progress.Report((i + 1.0) / variants.Length);
        }

        return new(experiment, results, isMeasuring);
    }

    private static void Check(Experiment experiment, Variant[] variants)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(experiment.Ops, 1, nameof(experiment));
        if (variants.Length == 0) throw new ArgumentException("expected at least one variant, got none", nameof(variants));
        if (variants.GroupBy(variant => variant.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"expected variants of different names, got \"{twice.Key}\" twice", nameof(variants));
    }

    // Not an async method either: see MeasuringLock.AcquireAsync.
    private Task<MeasuringLock> AcquireAsync() =>
        isMeasuring ? MeasuringLock.AcquireAsync(host, lockPath, CancellationToken.None) : MeasuringLock.NotNeeded;

    private async Task<List<VariantResult>> MeasureAsync(Experiment experiment, Variant[] variants, int size, IProgress<double> progress)
    {
        var clock = Stopwatch.StartNew();
        if (isMeasuring)
            foreach (var variant in variants)
                await WarmUpAsync(variant, size, WarmUpTime);
        GC.Collect();

        var samples = variants.Select(_ => new List<double>()).ToArray();
        var counters = variants.Select(_ => new List<IReadOnlyDictionary<string, double>>()).ToArray();
        var start = clock.Elapsed;
        for (var round = 0; !IsEnough(round, clock.Elapsed - start, clock.Elapsed, experiment); round++)
        {
            for (var turn = 0; turn < variants.Length; turn++)
            {
                // Each round begins with another variant: whatever the machine does meanwhile hits all alike.
                var i = (round + turn) % variants.Length;
                var (seconds, found) = await RunAsync(variants[i], size);
                samples[i].Add(seconds / experiment.Ops);
                counters[i].Add(found);
            }

            progress.Report(Math.Max((double)round / experiment.MinSamples, clock.Elapsed / experiment.MaxTime));
        }

        return [.. variants.Select((variant, i) => new VariantResult(variant.Name, samples[i], samples[i].Count / samples[i].Sum(), Counters.Mean(counters[i])))];
    }

    private bool IsEnough(int rounds, TimeSpan measured, TimeSpan elapsed, Experiment experiment)
    {
        if (!isMeasuring) return rounds >= RoundsUnmeasured;
        if (rounds < FewestRounds) return false;
        return rounds >= MaxRounds || elapsed >= experiment.MaxTime || (rounds >= experiment.MinSamples && measured >= EnoughTime);
    }

    /// <summary>Runs until the code is compiled and the caches are filled, as far as the time allows; at least once.</summary>
    private static async Task WarmUpAsync(Variant variant, int size, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        for (var runs = 0; runs < 1 || (runs < 60 && clock.Elapsed < limit); runs++) await variant.RunAsync(size);
    }

    private static async Task<(double Seconds, IReadOnlyDictionary<string, double> Counters)> RunAsync(Variant variant, int size)
    {
        var start = Stopwatch.GetTimestamp();
        var result = await variant.RunAsync(size);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, Counters.Of(result));
    }

    /// <summary>A closed loop: each worker begins its next operation when the one before has ended.</summary>
    private async Task<VariantResult> LoadAsync(Experiment experiment, int workers, Variant variant)
    {
        if (isMeasuring) await WarmUpAsync(variant, 0, WarmUpTime);
        var clock = Stopwatch.StartNew();
        var limit = isMeasuring ? experiment.MaxTime : TimeSpan.Zero;
        var loads = await Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
        {
            var runs = new List<(double Seconds, IReadOnlyDictionary<string, double> Counters)>();
            do runs.Add(await RunAsync(variant, worker));
            while (clock.Elapsed < limit);
            return runs;
        })));
        var elapsed = clock.Elapsed.TotalSeconds;
        var all = loads.SelectMany(runs => runs).ToList();
        return new(variant.Name, all.Select(run => run.Seconds / experiment.Ops), all.Count * experiment.Ops / elapsed, Counters.Mean([.. all.Select(run => run.Counters)]));
    }

    /// <summary>Progress of one point of several.</summary>
    private sealed class Part(ProgressBar whole, int index, int count) : IProgress<double>
    {
        public void Report(double value) => whole.Report((index + Math.Min(1, value)) / count);
    }
}

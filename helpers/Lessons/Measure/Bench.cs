using StorageCourse.Lessons.Measure;

namespace StorageCourse;

/// <summary>
/// Measured experiments. Variants are warmed up and run in turns, and while they run no other notebook on the machine measures.
/// A variant may return the server's counters: a <see cref="Measured"/>, anything that is <see cref="IEvidence"/>, a dictionary, or one number.
/// With <c>--no-measure</c> each variant runs twice: enough for an output, not for a figure.
/// </summary>
public static class Bench
{
    /// <summary>Measures variants against each other.</summary>
    /// <param name="experiment">A title, or an <see cref="Experiment"/> with settings.</param>
    /// <param name="variants">Name and code of each, the slower first.</param>
    /// <exception cref="ArgumentException">There is no variant, or two have one name.</exception>
    public static Task<Comparison> Compare(Experiment experiment, params (string Name, Func<Task> Run)[] variants) =>
        ExperimentRunner.Current.CompareAsync(experiment, Variant.Of(variants));

    /// <inheritdoc cref="Compare(Experiment, ValueTuple{string, Func{Task}}[])"/>
    public static Task<Comparison> Compare<T>(Experiment experiment, params (string Name, Func<Task<T>> Run)[] variants) =>
        ExperimentRunner.Current.CompareAsync(experiment, Variant.Of(variants));

    /// <inheritdoc cref="Compare(Experiment, ValueTuple{string, Func{Task}}[])"/>
    public static Task<Comparison> Compare(Experiment experiment, params (string Name, Action Run)[] variants) =>
        ExperimentRunner.Current.CompareAsync(experiment, Variant.Of(variants));

    /// <inheritdoc cref="Compare(Experiment, ValueTuple{string, Func{Task}}[])"/>
    public static Task<Comparison> Compare<T>(Experiment experiment, params (string Name, Func<T> Run)[] variants) =>
        ExperimentRunner.Current.CompareAsync(experiment, Variant.Of(variants));

    /// <summary>Measures how variants change with a size.</summary>
    /// <param name="experiment">What varies, with its unit ("rows in the table"), or an <see cref="Experiment"/> with settings.</param>
    /// <param name="sizes">The sizes, ascending; each is handed to every variant.</param>
    /// <param name="variants">Name and code of each.</param>
    /// <exception cref="ArgumentException">There is no size or no variant, or two variants have one name.</exception>
    public static Task<Curve> Curve(Experiment experiment, IReadOnlyList<int> sizes, params (string Name, Func<int, Task> Run)[] variants) =>
        ExperimentRunner.Current.CurveAsync(experiment, sizes, Variant.Of(variants));

    /// <inheritdoc cref="Curve(Experiment, IReadOnlyList{int}, ValueTuple{string, Func{int, Task}}[])"/>
    public static Task<Curve> Curve<T>(Experiment experiment, IReadOnlyList<int> sizes, params (string Name, Func<int, Task<T>> Run)[] variants) =>
        ExperimentRunner.Current.CurveAsync(experiment, sizes, Variant.Of(variants));

    /// <inheritdoc cref="Curve(Experiment, IReadOnlyList{int}, ValueTuple{string, Func{int, Task}}[])"/>
    public static Task<Curve> Curve<T>(Experiment experiment, IReadOnlyList<int> sizes, params (string Name, Func<int, T> Run)[] variants) =>
        ExperimentRunner.Current.CurveAsync(experiment, sizes, Variant.Of(variants));

    /// <summary>Measures what variants bear under load: workers that each begin the next operation when the one before has ended, for the experiment's <see cref="Experiment.MaxTime"/>, one variant after the other.</summary>
    /// <param name="experiment">A title, or an <see cref="Experiment"/> with settings.</param>
    /// <param name="workers">How many run at once; at least 1.</param>
    /// <param name="variants">Name and code of each; the code is told its worker's number, from 0.</param>
    /// <exception cref="ArgumentException">There is no variant or no worker, or two variants have one name.</exception>
    public static Task<Comparison> Throughput(Experiment experiment, int workers, params (string Name, Func<int, Task> Run)[] variants) =>
        ExperimentRunner.Current.ThroughputAsync(experiment, workers, Variant.Of(variants));
}

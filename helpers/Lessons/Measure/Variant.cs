namespace StorageCourse.Lessons.Measure;

/// <summary>One way of doing what an experiment is about.</summary>
/// <param name="Name">As it stands in tables and charts.</param>
/// <param name="RunAsync">Runs it once. Its argument is the size along a curve, or the worker's number, from 0; what it returns is read for counters.</param>
internal sealed record Variant(string Name, Func<int, Task<object?>> RunAsync)
{
    public static Variant[] Of((string, Func<Task>)[] variants) => [.. variants.Select(variant => Of(variant.Item1, _ => variant.Item2()))];

    public static Variant[] Of<T>((string, Func<Task<T>>)[] variants) => [.. variants.Select(variant => Of(variant.Item1, _ => variant.Item2()))];

    public static Variant[] Of((string, Action)[] variants) => [.. variants.Select(variant => new Variant(variant.Item1, _ =>
    {
        variant.Item2();
        return Task.FromResult<object?>(null);
    }))];

    public static Variant[] Of<T>((string, Func<T>)[] variants) => [.. variants.Select(variant => new Variant(variant.Item1, _ => Task.FromResult<object?>(variant.Item2())))];

    public static Variant[] Of((string, Func<int, Task>)[] variants) => [.. variants.Select(variant => Of(variant.Item1, variant.Item2))];

    public static Variant[] Of<T>((string, Func<int, Task<T>>)[] variants) => [.. variants.Select(variant => Of(variant.Item1, variant.Item2))];

    public static Variant[] Of<T>((string, Func<int, T>)[] variants) => [.. variants.Select(variant => new Variant(variant.Item1, n => Task.FromResult<object?>(variant.Item2(n))))];

    private static Variant Of(string name, Func<int, Task> run) => new(name, async n =>
    {
        await run(n);
        return null;
    });

    private static Variant Of<T>(string name, Func<int, Task<T>> run) => new(name, async n => await run(n));
}

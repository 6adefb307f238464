namespace StorageCourse.Host;

/// <summary>
/// How values of a library that knows nothing of notebooks are shown: as another value, which shows better. It counts for the
/// type and what derives from it, alone, in a sequence (whose rows become a table if the other value has members), or inside another value.
/// </summary>
/// <param name="Type">The library's type.</param>
/// <param name="Of">Makes the other value: a string, a number, an <see cref="IDisplayable"/>, an anonymous object, a list of those; null is shown as null.</param>
public sealed record ValueForm(Type Type, Func<object, object?> Of)
{
    /// <summary>A form for values of the type <typeparamref name="T"/>.</summary>
    public static ValueForm For<T>(Func<T, object?> of) where T : notnull => new(typeof(T), value => of((T)value));
}

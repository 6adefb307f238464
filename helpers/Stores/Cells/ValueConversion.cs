using System.Globalization;

namespace StorageCourse.Stores.Cells;

/// <summary>Turns a store's value into the C# type that was asked for.</summary>
internal static class ValueConversion
{
    /// <param name="value">What the store sent.</param>
    /// <param name="what">The column's name, for the error.</param>
    /// <exception cref="InvalidCastException">The value can't be a <typeparamref name="T"/>.</exception>
    public static T To<T>(object? value, string what) => value is T same ? same : (T)To(typeof(T), value, what)!;

    /// <inheritdoc cref="To{T}"/>
    public static object? To(Type type, object? value, string what)
    {
        var target = Nullable.GetUnderlyingType(type) ?? type;
        if (value is null or DBNull)
        {
            return !type.IsValueType || target != type
                ? null
                : throw new InvalidCastException($"{what} is NULL, and {type.Name} has no such value; ask for {type.Name}?");
        }

        if (target.IsInstanceOfType(value)) return value;
        try
        {
            return Convert(target, value, what);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or InvalidCastException)
        {
            throw new InvalidCastException($"{what} is a {value.GetType().Name}, which can't be read as {type.Name}: {e.Message}", e);
        }
    }

    private static object Convert(Type target, object value, string what) => value switch
    {
        _ when target == typeof(string) => Display.Table.FormatValue(value),
        string text when target.IsEnum => Enum.Parse(target, text, ignoreCase: true),
        _ when target.IsEnum => Enum.ToObject(target, value),
        string text when target == typeof(Guid) => Guid.Parse(text),
        string text when target == typeof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
        string text when target == typeof(DateOnly) => DateOnly.Parse(text, CultureInfo.InvariantCulture),
        string text when target == typeof(TimeOnly) => TimeOnly.Parse(text, CultureInfo.InvariantCulture),
        string text when target == typeof(TimeSpan) => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
        DateTimeOffset time when target == typeof(DateTime) => time.UtcDateTime,
        DateTime time when target == typeof(DateTimeOffset) =>
            new DateTimeOffset(time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time),
        DateTime time when target == typeof(DateOnly) => DateOnly.FromDateTime(time),
        DateOnly date when target == typeof(DateTime) => date.ToDateTime(TimeOnly.MinValue),
        TimeSpan time when target == typeof(TimeOnly) => TimeOnly.FromTimeSpan(time),
        TimeOnly time when target == typeof(TimeSpan) => time.ToTimeSpan(),
        System.Collections.IEnumerable items and not string when target.IsArray => ToArray(target.GetElementType()!, items, what),
        _ => System.Convert.ChangeType(value, target, CultureInfo.InvariantCulture),
    };

    private static Array ToArray(Type element, System.Collections.IEnumerable items, string what)
    {
        var values = items.Cast<object?>().Select(item => To(element, item, what)).ToList();
        var array = Array.CreateInstance(element, values.Count);
        for (var i = 0; i < values.Count; i++) array.SetValue(values[i], i);
        return array;
    }
}

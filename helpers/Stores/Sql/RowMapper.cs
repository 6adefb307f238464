using System.Reflection;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Sql;

/// <summary>Makes objects of one type from rows, by name.</summary>
internal static class RowMapper<T>
{
    private static readonly bool IsTuple = typeof(System.Runtime.CompilerServices.ITuple).IsAssignableFrom(typeof(T));

    private static readonly bool IsSimple = !IsTuple && (typeof(T).IsEnum || typeof(T).IsArray || typeof(T).Namespace is "System");

    /// <exception cref="InvalidOperationException">A parameter of the constructor has no column.</exception>
    public static IReadOnlyList<T> Map(QueryResult result)
    {
        if (result.Count == 0) return [];
        if (IsSimple) return [.. result.Select(row => ValueConversion.To<T>(row.ValueAt(0), result.Columns[0].Name))];

        if (IsTuple) return [.. result.Select(Tuple)];

        var columns = result[0].Keys.Select((name, index) => (name, index))
            .GroupBy(column => Plain(column.name), StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        var constructor = typeof(T).GetConstructors().Where(one => !IsCopyConstructor(one)).MaxBy(one => one.GetParameters().Length)
            ?? throw new InvalidOperationException($"{typeof(T).Name} has no public constructor");
        var parameters = constructor.GetParameters();
        var missing = parameters.Where(one => !one.HasDefaultValue && !columns.ContainsKey(Plain(one.Name!))).Select(one => one.Name).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException(
                $"{typeof(T).Name} needs {string.Join(", ", missing)}, but the columns are {string.Join(", ", result[0].Keys)}");
        }

        var taken = parameters.Select(one => Plain(one.Name!)).ToHashSet(StringComparer.Ordinal);
        var properties = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(one => one.SetMethod is { IsPublic: true } && one.GetIndexParameters().Length == 0
                && !taken.Contains(Plain(one.Name)) && columns.ContainsKey(Plain(one.Name)))
            .ToList();
        return [.. result.Select(Make)];

        T Make(QueryRow row)
        {
            var arguments = Array.ConvertAll(parameters, one => columns.TryGetValue(Plain(one.Name!), out var column)
                ? ValueConversion.To(one.ParameterType, row.ValueAt(column.index), column.name)
                : one.DefaultValue);
            var made = constructor.Invoke(arguments);
            foreach (var property in properties)
            {
                var (name, index) = columns[Plain(property.Name)];
                property.SetValue(made, ValueConversion.To(property.PropertyType, row.ValueAt(index), name));
            }

            return (T)made;
        }
    }

    // The names of a tuple's elements are the compiler's alone: its columns count by position.
    private static T Tuple(QueryRow row)
    {
        var types = typeof(T).GetGenericArguments();
        if (types.Length > row.Count || types.Length > 7)
            throw new InvalidOperationException($"expected a tuple of at most {Math.Min(row.Count, 7)} elements, one for each column, got {types.Length}");
        return (T)Activator.CreateInstance(typeof(T), [.. types.Select((type, i) => ValueConversion.To(type, row.ValueAt(i), row.Keys.ElementAt(i)))])!;
    }

    private static bool IsCopyConstructor(ConstructorInfo constructor) =>
        constructor.GetParameters() is [{ } only] && only.ParameterType == typeof(T);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}

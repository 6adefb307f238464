using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using StorageCourse.Display;

namespace StorageCourse.Engine.Display;

/// <summary>Any value in one line of text. Ends for every value: depth, length and cycles are bounded, and getters may throw.</summary>
internal static class ValueText
{
    private const int MostItems = 20;
    private const int MostDepth = 4;
    private const int MostLength = 4_000;

    /// <summary>The text; at most about 4,000 characters unless the value is a string.</summary>
    public static string Format(object? value)
    {
        if (value is string text) return text;
        var builder = new StringBuilder();
        Write(builder, value, new(ReferenceEqualityComparer.Instance), 0);
        return builder.ToString();
    }

    /// <summary>The items of a sequence that were read, and a sign where there are more.</summary>
    /// <param name="items">So many are written.</param>
    /// <param name="total">How many there are, if anybody knows.</param>
    /// <param name="end">Why the sequence ended early, or null.</param>
    public static string FormatItems(IReadOnlyList<object?> items, long? total, Exception? end)
    {
        var builder = new StringBuilder("[");
        var above = new HashSet<object>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) builder.Append(", ");
            Write(builder, items[i], above, 1);
        }

        if (end is not null) builder.Append(items.Count > 0 ? ", " : "").Append(new Thrown(end));
        else if (total is null) builder.Append(", …");
        else if (total > items.Count) builder.Append(CultureInfo.InvariantCulture, $", … {total:N0} in all");
        return builder.Append(']').ToString();
    }

    /// <summary>Whether a value is one thing, not made of parts that deserve columns.</summary>
    public static bool IsScalar(object? value) => value is null or string or IFormattable or bool or Uri or Type or DBNull or Version || value.GetType().IsPrimitive || value.GetType().IsEnum;

    /// <summary>The readable public properties, and fields, of a type, in the order of declaration.</summary>
    public static IReadOnlyList<(string Name, Type Type, Func<object, object?> Get)> Members(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && !property.PropertyType.IsByRefLike && !property.PropertyType.IsPointer)
            .OrderBy(property => property.MetadataToken)
            .Select(property => (property.Name, property.PropertyType, (Func<object, object?>)(target => Get(() => property.GetValue(target))))),
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Where(field => !field.FieldType.IsByRefLike)
            .OrderBy(field => field.MetadataToken)
            .Select(field => (field.Name, field.FieldType, (Func<object, object?>)(target => Get(() => field.GetValue(target))))),
    ];

    private static object? Get(Func<object?> getter)
    {
        try
        {
            return getter();
        }
        catch (Exception exception)
        {
            return new Thrown(exception is TargetInvocationException { InnerException: { } inner } ? inner : exception);
        }
    }

    private static void Write(StringBuilder builder, object? value, HashSet<object> above, int depth)
    {
        if (builder.Length > MostLength)
        {
            builder.Append('…');
            return;
        }

        value = ValueForms.Apply(value);
        switch (value)
        {
            case null or DBNull:
                builder.Append("null");
                return;
            case string text when depth == 0:
                builder.Append(text);
                return;
            case string text:
                builder.Append('"').Append(text).Append('"');
                return;
            case char character:
                builder.Append(character);
                return;
            case Type type:
                builder.Append(TypeNames.Short(type));
                return;
            case DateTime or DateTimeOffset or bool:
                builder.Append(Table.FormatValue(value));
                return;
            case IFormattable formattable:
                builder.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                return;
            case JsonDocument document:
                builder.Append(document.RootElement.GetRawText());
                return;
            case JsonElement or Thrown or Uri or Version or Delegate or Exception or Task:
                builder.Append(Plain(value));
                return;
        }

        if (depth >= MostDepth || !above.Add(value))
        {
            builder.Append(depth >= MostDepth ? "…" : "(itself)");
            return;
        }

        switch (value)
        {
            case IDictionary<string, object?> members:
                WriteMembers(builder, members.Select(member => (member.Key, member.Value)), above, depth);
                break;
            case IEnumerable items:
                WriteItems(builder, items, above, depth);
                break;
            case System.Runtime.CompilerServices.ITuple tuple:
                builder.Append('(');
                for (var i = 0; i < tuple.Length; i++)
                {
                    if (i > 0) builder.Append(", ");
                    Write(builder, tuple[i], above, depth + 1);
                }

                builder.Append(')');
                break;
            default:
                // A type that says how it wants to be written (a record does) is taken at its word.
                if (Written(value) is { } own)
                {
                    builder.Append(own);
                    break;
                }

                if (!IsAnonymous(value.GetType())) builder.Append(TypeNames.Short(value.GetType())).Append(' ');
                WriteMembers(builder, Members(value.GetType()).Select(member => (member.Name, member.Get(value))), above, depth);
                break;
        }

        above.Remove(value);
    }

    private static void WriteItems(StringBuilder builder, IEnumerable items, HashSet<object> above, int depth)
    {
        builder.Append('[');
        var count = 0;
        try
        {
            foreach (var item in items)
            {
                if (count > 0) builder.Append(", ");
                if (count++ == MostItems)
                {
                    builder.Append('…');
                    if (items is ICollection { Count: var all }) builder.Append(CultureInfo.InvariantCulture, $" {all:N0} in all");
                    break;
                }

                Write(builder, item, above, depth + 1);
            }
        }
        catch (Exception exception)
        {
            builder.Append(new Thrown(exception));
        }

        builder.Append(']');
    }

    private static void WriteMembers(StringBuilder builder, IEnumerable<(string Name, object? Value)> members, HashSet<object> above, int depth)
    {
        builder.Append("{ ");
        var first = true;
        foreach (var (name, value) in members.Take(MostItems))
        {
            if (!first) builder.Append(", ");
            first = false;
            builder.Append(name).Append(" = ");
            Write(builder, value, above, depth + 1);
        }

        builder.Append(" }");
    }

    private static string? Written(object value)
    {
        var type = value.GetType();
        var method = type.GetMethod(nameof(ToString), Type.EmptyTypes)!;
        // The ToString of records and the like would follow a cycle to the end of the stack.
        var writesMembers = type.GetMethod("<Clone>$") is not null || IsAnonymous(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));
        return writesMembers || method.DeclaringType == typeof(object) || method.DeclaringType == typeof(ValueType) ? null : Plain(value);
    }

    private static bool IsAnonymous(Type type) => type.Name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal);

    private static string Plain(object value)
    {
        try
        {
            return value switch
            {
                Exception exception => $"{TypeNames.Short(exception.GetType())}: {exception.Message}",
                Task task => $"{TypeNames.Short(task.GetType())} ({task.Status})",
                Delegate => TypeNames.Short(value.GetType()),
                _ => value.ToString() ?? "",
            };
        }
        catch (Exception exception)
        {
            return new Thrown(exception).ToString();
        }
    }

    private sealed record Thrown(Exception Exception)
    {
        public override string ToString() => $"‹{TypeNames.Short(Exception.GetType())}: {Exception.Message}›";
    }
}

using System.Collections;
using System.Data;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Engine.Display;

/// <summary>How a C# value is shown: what knows how to show itself does so; sequences of objects become tables; the rest is text.</summary>
internal static class ValueFormatter
{
    /// <summary>So many rows of a sequence are shown.</summary>
    private const int MostRows = 20;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The forms of a value; never throws for what the value does.</summary>
    public static Bundle Format(object? value)
    {
        try
        {
            var forms = InteractiveFormatters.AreInUse && value is not (null or Bundle or IDisplayable) ? InteractiveFormatters.Format(value) : null;
            if (forms?.Data.ContainsKey(MimeType.Text) == true) return forms;
            var own = Choose(ValueForms.Apply(value));
            // Who sees none of the others sees our text.
            return forms?.With(MimeType.Text, own.Data.GetValueOrDefault(MimeType.Text, "")) ?? own;
        }
        catch (Exception exception) when (exception is not CellException)
        {
            return Bundle.Text($"(a value of type {TypeNames.Short(value!.GetType())} that could not be shown: {exception.Message})");
        }
    }

    private static Bundle Choose(object? value) => value switch
    {
        Bundle bundle => bundle,
        IDisplayable displayable => displayable.ToBundle(),
        string text => Bundle.Text(text),
        JsonDocument document => Bundle.Text(JsonSerializer.Serialize(document.RootElement, Indented)),
        JsonElement element => Bundle.Text(JsonSerializer.Serialize(element, Indented)),
        JsonNode node => Bundle.Text(node.ToJsonString(Indented)),
        DataTable table => FormatDataTable(table),
        Exception exception => Bundle.Text(exception.ToString()),
        _ when ValueText.IsScalar(value) => Plain(ValueText.Format(value)),
        byte[] bytes => Plain(Table.FormatValue(bytes)),
        IDictionary dictionary => FormatDictionary(dictionary),
        IEnumerable<KeyValuePair<string, object?>> members => FormatMembers(members.Select(member => (member.Key, "", member.Value))),
        IEnumerable sequence => FormatSequence(sequence),
        _ when AsyncItems(value!) is { } sequence => FormatSequence(sequence),
        System.Runtime.CompilerServices.ITuple or Delegate or Task => Plain(ValueText.Format(value)),
        _ => FormatObject(value!),
    };

    private static Bundle Plain(string text) => Bundle.Html($"<span>{WebUtility.HtmlEncode(text)}</span>", text);

    private static Bundle FormatSequence(IEnumerable sequence)
    {
        var items = new List<object?>();
        var more = false;
        Exception? end = null;
        try
        {
            foreach (var item in sequence)
            {
                if (items.Count == MostRows)
                {
                    more = true;
                    break;
                }

                items.Add(ValueForms.Apply(item));
            }
        }
        catch (Exception exception)
        {
            end = exception;
        }

        long? total = Count(sequence) ?? (more ? null : items.Count);
        if (end is not null || items.TrueForAll(ValueText.IsScalar)) return Plain(ValueText.FormatItems(items, total, end));

        var type = items.OfType<object>().Select(item => item.GetType()).Distinct().ToArray();
        if (type is [var only] && Columns(only) is { Count: > 0 } columns)
        {
            return new Table(
                [.. columns.Select(column => new TableColumn(column.Name, TypeNames.Short(column.Type)))],
                [.. items.Select(item => columns.Select(column => item is null ? null : Simplify(column.Get(item))).ToArray())],
                total).ToBundle();
        }

        if (items.TrueForAll(item => item is IDictionary<string, object?>)) return FormatDynamicRows([.. items.Cast<IDictionary<string, object?>>()], total);
        return new Table([new("value", "")], [.. items.Select(item => new object?[] { Simplify(item) })], total).ToBundle();
    }

    /// <summary>The columns of a row of this type; none if it is better shown whole.</summary>
    private static IReadOnlyList<(string Name, Type Type, Func<object, object?> Get)> Columns(Type type) =>
        typeof(IEnumerable).IsAssignableFrom(type) || typeof(IDisplayable).IsAssignableFrom(type) ? [] : ValueText.Members(type);

    private static Bundle FormatDynamicRows(IReadOnlyList<IDictionary<string, object?>> rows, long? total)
    {
        var names = rows.SelectMany(row => row.Keys).Distinct(StringComparer.Ordinal).ToArray();
        return new Table(
            [.. names.Select(name => new TableColumn(name, ""))],
            [.. rows.Select(row => names.Select(name => Simplify(row.TryGetValue(name, out var value) ? value : null)).ToArray())],
            total).ToBundle();
    }

    private static Bundle FormatDictionary(IDictionary dictionary)
    {
        var arguments = dictionary.GetType().GetGenericArguments();
        var rows = new List<object?[]>();
        foreach (DictionaryEntry entry in dictionary)
        {
            if (rows.Count == MostRows) break;
            rows.Add([Simplify(entry.Key), Simplify(entry.Value)]);
        }

        return new Table(
            [new("key", arguments.Length == 2 ? TypeNames.Short(arguments[0]) : ""), new("value", arguments.Length == 2 ? TypeNames.Short(arguments[1]) : "")],
            rows,
            dictionary.Count).ToBundle();
    }

    private static Bundle FormatObject(object value)
    {
        var members = ValueText.Members(value.GetType());
        return members.Count == 0
            ? Plain(ValueText.Format(value))
            : FormatMembers(members.Select(member => (member.Name, TypeNames.Short(member.Type), member.Get(value))), ValueText.Format(value));
    }

    private static Bundle FormatMembers(IEnumerable<(string Name, string Type, object? Value)> members, string? text = null)
    {
        var rows = members.Select(member => (IReadOnlyList<object?>)[member.Name, member.Type, Simplify(member.Value)]).ToArray();
        var bundle = new Table([new("member", ""), new("type", ""), new("value", "")], rows, rows.Length).ToBundle();
        return text is null ? bundle : bundle.With(MimeType.Text, text);
    }

    private static Bundle FormatDataTable(DataTable table) => new Table(
        [.. table.Columns.Cast<DataColumn>().Select(column => new TableColumn(column.ColumnName, TypeNames.Short(column.DataType)))],
        [.. table.Rows.Cast<DataRow>().Take(MostRows).Select(row => row.ItemArray.ToArray())],
        table.Rows.Count).ToBundle();

    /// <summary>A value for a table's cell: scalars stay what they are, so that numbers align; the rest becomes text.</summary>
    private static object? Simplify(object? value)
    {
        value = ValueForms.Apply(value);
        return ValueText.IsScalar(value) ? value is Type type ? TypeNames.Short(type) : value : ValueText.Format(value);
    }

    /// <summary>The items of an async stream, each waited for; null for anything else.</summary>
    private static IEnumerable? AsyncItems(object value) =>
        value.GetType().GetInterfaces().FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>)) is { } stream
            ? (IEnumerable)typeof(TaskAsyncEnumerableExtensions).GetMethod(nameof(TaskAsyncEnumerableExtensions.ToBlockingEnumerable))!
                .MakeGenericMethod(stream.GetGenericArguments()).Invoke(null, [value, CancellationToken.None])!
            : null;

    private static long? Count(IEnumerable sequence) => sequence is ICollection collection
        ? collection.Count
        : sequence.GetType().GetInterfaces().FirstOrDefault(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>)) is { } counted
            ? Convert.ToInt64(counted.GetProperty(nameof(ICollection.Count))!.GetValue(sequence), System.Globalization.CultureInfo.InvariantCulture)
            : null;
}

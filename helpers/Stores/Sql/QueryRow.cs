using System.Collections;
using System.Dynamic;
using StorageCourse.Display;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Sql;

namespace StorageCourse;

/// <summary>A row of a <see cref="QueryResult"/>: <c>row["placed_at"]</c>, <c>row.Get&lt;DateTime&gt;("placed_at")</c>, or <c>dynamic</c>.</summary>
public sealed class QueryRow : DynamicObject, IReadOnlyDictionary<string, object?>
{
    private readonly QueryColumnNames names;
    private readonly IReadOnlyList<object?> values;

    internal QueryRow(QueryColumnNames names, IReadOnlyList<object?> values)
    {
        if (values.Count != names.Count)
            throw new ArgumentException($"expected {names.Count} values, one for each column, got {values.Count}", nameof(values));
        this.names = names;
        this.values = values;
    }

    /// <summary>How many columns there are.</summary>
    public int Count => names.Count;

    /// <summary>The columns' names in order.</summary>
    public IEnumerable<string> Keys => names;

    /// <summary>The values in the order of the columns; NULL is null.</summary>
    public IEnumerable<object?> Values => values;

    /// <summary>A column's value; NULL is null. Case matters only where two columns differ in nothing else.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public object? this[string column] => values[names.IndexOf(column)];

    /// <summary>A column's value as a <typeparamref name="T"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="InvalidCastException">The value is NULL or of another kind.</exception>
    public T Get<T>(string column) => ValueConversion.To<T>(this[column], column);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => names.TryIndexOf(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, out object? value)
    {
        var found = names.TryIndexOf(key, out var index);
        value = found ? values[index] : null;
        return found;
    }

    /// <inheritdoc/>
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        ArgumentNullException.ThrowIfNull(binder);
        result = this[binder.Name];
        return true;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> GetDynamicMemberNames() => names;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        names.Zip(values, KeyValuePair.Create).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() =>
        "{ " + string.Join(", ", this.Select(pair => $"{pair.Key} = {Table.FormatValue(pair.Value)}")) + " }";

    internal object? ValueAt(int index) => values[index];

    internal IReadOnlyList<object?> ToList() => values;
}

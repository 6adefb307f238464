using System.Collections;
using StorageCourse.Display;

namespace StorageCourse.Stores.Sql;

/// <summary>The names by which a result's columns are reached: unique, found without regard to case where that is unambiguous.</summary>
internal sealed class QueryColumnNames : IReadOnlyList<string>
{
    private readonly List<string> names = [];
    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> loose = new(StringComparer.OrdinalIgnoreCase);

    public QueryColumnNames(IReadOnlyList<TableColumn> columns)
    {
        foreach (var column in columns)
        {
            var name = column.Name;
            for (var copy = 2; !exact.TryAdd(name, names.Count); copy++) name = $"{column.Name}_{copy}";
            loose.TryAdd(name, names.Count);
            names.Add(name);
        }
    }

    public int Count => names.Count;

    public string this[int index] => names[index];

    public bool TryIndexOf(string name, out int index) => exact.TryGetValue(name, out index) || loose.TryGetValue(name, out index);

    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public int IndexOf(string name) => TryIndexOf(name, out var index)
        ? index
        : throw new KeyNotFoundException($"there is no column \"{name}\"; the columns are {string.Join(", ", names)}");

    public IEnumerator<string> GetEnumerator() => names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

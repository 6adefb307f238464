using System.Collections;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Sql;

namespace StorageCourse;

/// <summary>The rows of a query, as <c>#!sql --name x</c> hands them to C#. Also <c>foreach (dynamic row in x)</c> works: <c>row.placed_at</c>.</summary>
public sealed class QueryResult : IReadOnlyList<QueryRow>, IDisplayable
{
    private const int ShownRows = 50;
    private readonly List<QueryRow> rows;

    /// <summary>Makes a result from values in the order of its columns.</summary>
    /// <param name="columns">The columns; of two with one name, the second is reached as <c>name_2</c>.</param>
    /// <param name="rows">Each as long as <paramref name="columns"/>.</param>
    /// <param name="elapsed">From sending the statement to its last row.</param>
    /// <param name="totalRows">How many rows the server sent; at least as many as are kept. Null for as many as are kept.</param>
    public QueryResult(
        IReadOnlyList<TableColumn> columns,
        IEnumerable<IReadOnlyList<object?>> rows,
        TimeSpan elapsed = default,
        long? totalRows = null)
    {
        Columns = columns;
        Elapsed = elapsed;
        var names = new QueryColumnNames(columns);
        this.rows = [.. rows.Select(values => new QueryRow(names, values))];
        TotalRows = totalRows ?? this.rows.Count;
    }

    /// <summary>The columns in order, with the server's names of their types.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>From sending the statement to its last row.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>How many rows the server sent. More than <see cref="Count"/> where the cell kept only the first ones (<c>--limit</c>).</summary>
    public long TotalRows { get; }

    /// <summary>How many rows are kept here.</summary>
    public int Count => rows.Count;

    /// <inheritdoc/>
    public QueryRow this[int index] => rows[index];

    /// <summary>The first column of the first row.</summary>
    /// <exception cref="InvalidOperationException">There is no row.</exception>
    /// <exception cref="InvalidCastException">The value is no <typeparamref name="T"/>.</exception>
    public T Scalar<T>() => rows.Count == 0 || Columns.Count == 0
        ? throw new InvalidOperationException("expected a row, but the query returned none")
        : ValueConversion.To<T>(rows[0].ValueAt(0), Columns[0].Name);

    /// <summary>All values of one column.</summary>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public IReadOnlyList<T> Column<T>(string column) => [.. rows.Select(row => row.Get<T>(column))];

    /// <summary>
    /// The rows as records or objects: columns meet constructor parameters and settable properties by name,
    /// without regard to case and underscores (<c>placed_at</c> is <c>PlacedAt</c>). A simple type takes the first column, a tuple the first ones in order.
    /// </summary>
    /// <exception cref="InvalidOperationException">A parameter of the type's constructor has no column.</exception>
    public IReadOnlyList<T> As<T>() => RowMapper<T>.Map(this);

    /// <inheritdoc/>
    public IEnumerator<QueryRow> GetEnumerator() => rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public Bundle ToBundle() =>
        new Table(Columns, [.. rows.Take(ShownRows).Select(row => row.ToList())], TotalRows, Duration.Format(Elapsed)).ToBundle();
}

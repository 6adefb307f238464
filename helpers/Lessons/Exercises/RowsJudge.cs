using System.Data.Common;
using System.Globalization;

namespace StorageCourse.Lessons.Exercises;

/// <summary>Judges a query by its rows: an answer that returns the rows of the reference query is right, however it is written.</summary>
/// <param name="Store">The store in which the reference query runs.</param>
/// <param name="Reference">The reference query; the names of its columns are those that the exercise asks for.</param>
internal sealed record RowsJudge(string Store, string Reference)
{
    /// <summary>Whether the order of rows was asked for.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Wrong queries that learners are likely to write, each with what is said to them.</summary>
    public IReadOnlyList<(string Query, string Remark)> Traps { get; init; } = [];

    /// <summary>Compares the rows of the attempt's result. Numbers are equal by value, dates and midnights too; columns count by position, or by name where all names are there.</summary>
    /// <param name="attempt">Its result is a <see cref="QueryResult"/>.</param>
    /// <param name="why">What is said after success.</param>
    public async Task<Verdict> JudgeAsync(Attempt attempt, string why)
    {
        if (!attempt.TryGetResult(out var given)) return Verdict.NotAttempted($"there is no result named {attempt.ResultName}.");
        if (given is not QueryResult answer) return Verdict.NotAttempted($"{attempt.ResultName} is no result of a query.");
        await using var connection = await Lab.Require(Store).OpenAsync();
        var (columns, expected) = await QueryAsync(connection, Reference);
        var order = Match(columns, [.. answer.Columns.Select(column => column.Name)]);
        if (order is null)
        {
            return Verdict.Failed($"Expected the {Quantity.Of(columns.Length, "column")} {string.Join(", ", columns)}; "
                + $"got {Quantity.Of(answer.Columns.Count, "column")}: {string.Join(", ", answer.Columns.Select(column => column.Name))}.");
        }

        var rows = answer.Select(row => { var values = row.Values.ToArray(); return Show(order.Select(i => values[i])); }).ToList();
        if (IsSame(rows, expected)) return Verdict.Passed(why);
        foreach (var (query, remark) in Traps)
            if (IsSame(rows, (await QueryAsync(connection, query)).Rows)) return Verdict.Failed(remark);
        return Verdict.Failed(Difference(rows, expected));
    }

    private bool IsSame(List<string> rows, List<string> expected) =>
        IsOrdered ? rows.SequenceEqual(expected) : rows.Order(StringComparer.Ordinal).SequenceEqual(expected.Order(StringComparer.Ordinal));

    private string Difference(List<string> rows, List<string> expected)
    {
        if (rows.Count != expected.Count) return $"Your query returns {Quantity.Of(rows.Count, "row")}; expected {Quantity.Of(expected.Count)}.";
        var surplus = Without(rows, expected);
        if (surplus.Count == 0 && IsOrdered) return "These are the right rows, but not in the order that was asked for.";
        return $"{Quantity.Of(surplus.Count, "row")} of {rows.Count} should not be there, for instance {surplus[0]}.";
    }

    private static List<string> Without(List<string> rows, List<string> others)
    {
        var left = new List<string>(rows);
        foreach (var row in others) left.Remove(row);
        return left;
    }

    /// <summary>Where each expected column stands in the answer, or null where they don't meet.</summary>
    private static int[]? Match(string[] expected, string[] given)
    {
        if (given.Length != expected.Length) return null;
        var byName = expected.Select(name => Array.FindIndex(given, other => other.Equals(name, StringComparison.OrdinalIgnoreCase))).ToArray();
        return byName.All(i => i >= 0) ? byName : [.. Enumerable.Range(0, expected.Length)];
    }

    private static async Task<(string[] Columns, List<string> Rows)> QueryAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var rows = new List<string>();
        var values = new object?[columns.Length];
        while (await reader.ReadAsync())
        {
            reader.GetValues(values!);
            rows.Add(Show(values));
        }

        return (columns, rows);
    }

    /// <summary>A row as text in which values that are equal in SQL look the same.</summary>
    private static string Show(IEnumerable<object?> values) => $"({string.Join(", ", values.Select(Show))})";

    private static string Show(object? value) => value switch
    {
        null or DBNull => "NULL",
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
        double or float => Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        string text => $"'{text}'",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

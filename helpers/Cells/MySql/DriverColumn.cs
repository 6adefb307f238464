using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using StorageCourse.Cells.Sql;
using StorageCourse.Host;

namespace StorageCourse.Cells.MySql;

/// <summary>A column as a <see cref="MySqlDriver"/> reads it, made to look as the server's own text and as our own driver's values do.</summary>
internal sealed partial class DriverColumn
{
    private readonly MySqlDriver driver;
    private readonly string type;
    private readonly int ordinal;
    private readonly int size;

    private DriverColumn(MySqlDriver driver, string type, int ordinal)
    {
        this.driver = driver;
        this.type = type;
        this.ordinal = ordinal;
        size = Size().Match(type) is { Success: true } match ? int.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>The columns of the reader's current result set.</summary>
    public static IReadOnlyList<SqlColumn> Of(MySqlDriver driver, DbDataReader reader) => [.. reader.GetColumnSchema().Select((column, index) =>
    {
        var own = new DriverColumn(driver, driver.TypeName(column), index);
        return new SqlColumn(new TableColumn(reader.GetName(index), own.type, own.IsNumber), own.Text, own.Value);
    })];

    private bool IsNumber => Number().IsMatch(type);

    private object Value(DbDataReader reader) => driver.Value(reader, ordinal) switch
    {
        DateTime date when type == "date" => DateOnly.FromDateTime(date),
        ulong bit when type == "bit(1)" => bit != 0,
        var value => value,
    };

    private string Text(DbDataReader reader) => driver.Value(reader, ordinal) switch
    {
        bool yes => yes ? "1" : "0",
        ulong bits when type.StartsWith("bit", StringComparison.Ordinal) => $"b'{bits.ToString("b", CultureInfo.InvariantCulture).PadLeft(size, '0')}'",
        DateTime date when type == "date" => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + Fraction(time.Ticks),
        TimeSpan time => string.Create(CultureInfo.InvariantCulture,
            $"{(time < TimeSpan.Zero ? "-" : "")}{(int)time.Duration().TotalHours:00}:{time.Duration():mm\\:ss}{Fraction(time.Duration().Ticks)}"),
        // C# writes 1E+20 where the server writes 1e20.
        double or float => Table.FormatValue(driver.Value(reader, ordinal)).Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e'),
        var value => Table.FormatValue(value),
    };

    private string Fraction(long ticks) =>
        size == 0 ? "" : "." + (ticks % TimeSpan.TicksPerSecond).ToString("0000000", CultureInfo.InvariantCulture)[..Math.Min(size, 7)];

    [GeneratedRegex(@"^(tinyint|smallint|mediumint|int|bigint|float|double|decimal|year)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Number();

    [GeneratedRegex(@"\((?<size>\d+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Size();
}

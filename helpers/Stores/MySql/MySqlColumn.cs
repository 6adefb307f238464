using System.Data.Common;
using System.Globalization;
using MySqlConnector;
using StorageCourse.Display;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.MySql;

/// <summary>A column of a result set: the server's name of its type, and its values as the server writes them and as C# has them.</summary>
internal sealed class MySqlColumn
{
    /// <summary>Stands for as many digits as it takes.</summary>
    private const int FloatingDecimals = 31;
    private readonly int ordinal;
    private readonly MySqlDbType type;
    private readonly int size;
    private readonly int decimals;

    private MySqlColumn(MySqlDbColumn column, int ordinal)
    {
        this.ordinal = ordinal;
        type = column.ProviderType;
        size = column.ColumnSize ?? 0;
        decimals = column.NumericScale ?? 0;
    }

    /// <summary>The columns of the reader's current result set.</summary>
    public static IReadOnlyList<SqlColumn> Of(DbDataReader reader) => [.. reader.GetColumnSchema().Cast<MySqlDbColumn>().Select((column, i) =>
    {
        var own = new MySqlColumn(column, i);
        return new SqlColumn(
            new TableColumn(reader.GetName(i), own.TypeName(column), own.IsNumber), row => own.Text((MySqlDataReader)row), row => own.Value((MySqlDataReader)row));
    })];

    private bool IsBoolean => type is MySqlDbType.Byte or MySqlDbType.UByte && size == 1;

    private bool IsNumber => type is MySqlDbType.Byte or MySqlDbType.UByte or MySqlDbType.Int16 or MySqlDbType.UInt16 or MySqlDbType.Int24 or MySqlDbType.UInt24
        or MySqlDbType.Int32 or MySqlDbType.UInt32 or MySqlDbType.Int64 or MySqlDbType.UInt64 or MySqlDbType.Float or MySqlDbType.Double
        or MySqlDbType.Decimal or MySqlDbType.NewDecimal or MySqlDbType.Year;

    /// <summary>As a table's definition would say it.</summary>
    private string TypeName(MySqlDbColumn column) => type switch
    {
        MySqlDbType.Byte or MySqlDbType.UByte when IsBoolean => "tinyint(1)",
        MySqlDbType.Byte => "tinyint",
        MySqlDbType.UByte => "tinyint unsigned",
        MySqlDbType.Int16 => "smallint",
        MySqlDbType.UInt16 => "smallint unsigned",
        MySqlDbType.Int24 => "mediumint",
        MySqlDbType.UInt24 => "mediumint unsigned",
        MySqlDbType.Int32 => "int",
        MySqlDbType.UInt32 => "int unsigned",
        MySqlDbType.Int64 => "bigint",
        MySqlDbType.UInt64 => "bigint unsigned",
        MySqlDbType.Decimal or MySqlDbType.NewDecimal => string.Create(CultureInfo.InvariantCulture, $"decimal({column.NumericPrecision},{decimals})"),
        MySqlDbType.Newdate => "date",
        MySqlDbType.Time or MySqlDbType.DateTime or MySqlDbType.Timestamp =>
            type.ToString().ToLowerInvariant() + (decimals is > 0 and <= 6 ? string.Create(CultureInfo.InvariantCulture, $"({decimals})") : ""),
        MySqlDbType.String => Sized("char"),
        MySqlDbType.VarChar or MySqlDbType.VarString => Sized("varchar"),
        MySqlDbType.Bit or MySqlDbType.Binary or MySqlDbType.VarBinary => Sized(type.ToString().ToLowerInvariant()),
        MySqlDbType.TinyText or MySqlDbType.Text or MySqlDbType.MediumText or MySqlDbType.LongText => "text",
        MySqlDbType.TinyBlob or MySqlDbType.Blob or MySqlDbType.MediumBlob or MySqlDbType.LongBlob => "blob",
        _ => type.ToString().ToLowerInvariant(),
    };

    private string Sized(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}({size})");

    /// <summary>In C#; as text where C# can't hold it (a decimal beyond 28 digits, a date of zeros).</summary>
    private object Value(MySqlDataReader row) => type switch
    {
        MySqlDbType.Decimal or MySqlDbType.NewDecimal => Number(row.GetMySqlDecimal(ordinal).ToString()),
        _ => row.GetValue(ordinal) switch
        {
            sbyte or byte when IsBoolean => row.GetInt32(ordinal) != 0,
            ulong bit when type == MySqlDbType.Bit && size == 1 => bit != 0,
            MySqlDateTime { IsValidDateTime: true } date => IsDate ? DateOnly.FromDateTime(date.GetDateTime()) : date.GetDateTime(),
            MySqlDateTime zeros => Moment(zeros),
            var value => value,
        },
    };

    /// <summary>In the server's words.</summary>
    private string Text(MySqlDataReader row) => type switch
    {
        MySqlDbType.Decimal or MySqlDbType.NewDecimal => row.GetMySqlDecimal(ordinal).ToString(),
        _ => row.GetValue(ordinal) switch
        {
            ulong bits when type == MySqlDbType.Bit => $"b'{bits.ToString("b", CultureInfo.InvariantCulture).PadLeft(size, '0')}'",
            MySqlDateTime moment => Moment(moment),
            TimeSpan time => string.Create(CultureInfo.InvariantCulture,
                $"{(time < TimeSpan.Zero ? "-" : "")}{(int)time.Duration().TotalHours:00}:{time.Duration():mm\\:ss}{Fraction(time.Duration().Microseconds + (time.Duration().Milliseconds * 1_000))}"),
            int year when type == MySqlDbType.Year => year.ToString("0000", CultureInfo.InvariantCulture),
            double real => Real(real),
            // The digits of a float: as a double it would have others.
            float real => Real(double.Parse(real.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
            var value => Table.FormatValue(value),
        },
    };

    private bool IsDate => type is MySqlDbType.Date or MySqlDbType.Newdate;

    private static object Number(string text) =>
        // A decimal rounds what it can't hold.
        text.Length <= 29 && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : text;

    private string Moment(MySqlDateTime time) => IsDate
        ? string.Create(CultureInfo.InvariantCulture, $"{time.Year:0000}-{time.Month:00}-{time.Day:00}")
        : string.Create(CultureInfo.InvariantCulture,
            $"{time.Year:0000}-{time.Month:00}-{time.Day:00} {time.Hour:00}:{time.Minute:00}:{time.Second:00}{Fraction(time.Microsecond)}");

    private string Fraction(int microseconds) =>
        decimals is > 0 and <= 6 ? "." + microseconds.ToString("000000", CultureInfo.InvariantCulture)[..decimals] : "";

    // The server's my_gcvt (strings/dtoa.c): digits as few as tell the number, with a power of ten below 1e-15 and from 1e15 on.
    private string Real(double value)
    {
        if (decimals < FloatingDecimals) return value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var parts = text.TrimStart('-').Split('E');
        if (parts.Length == 1 && Math.Abs(value) < 1e15) return text;
        // C# writes the same digits as 1.25E-05 or as 1000000000000000.
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        var power = parts.Length == 1 ? 0 : int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var exponent = power + parts[0].Split('.')[0].Length - 1 - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        var sign = value < 0 ? "-" : "";
        return exponent is < -15 or >= 15
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{exponent}")
            : $"{sign}0.{new string('0', -exponent - 1)}{digits}";
    }
}

using System.Data.Common;
using System.Data.SqlTypes;
using System.Globalization;
using StorageCourse.Display;
using StorageCourse.Host;
using StorageCourse.Stores.Sql;

namespace StorageCourse.Stores.SqlServer;

/// <summary>How SQL Server's values are shown, and what they are in C#.</summary>
internal static class SqlServerValue
{
    private static readonly string[] Numbers = ["tinyint", "smallint", "int", "bigint", "decimal", "numeric", "money", "smallmoney", "float", "real", "bit"];
    private static readonly string[] Sized = ["char", "varchar", "nchar", "nvarchar", "binary", "varbinary"];
    private static readonly string[] Scaled = ["time", "datetime2", "datetimeoffset"];
    private static readonly string[] ClrTypes = ["hierarchyid", "geography", "geometry"];

    /// <exception cref="CellException">A column is of a type that lives in an assembly of the server's.</exception>
    public static IReadOnlyList<SqlColumn> Columns(DbDataReader reader) => [.. reader.GetColumnSchema().Select((column, index) => Column(column, reader.GetDataTypeName(index), index))];

    private static SqlColumn Column(DbColumn column, string named, int index)
    {
        // A type of the CLR is named in three parts: course.sys.hierarchyid.
        var type = named.Split('.')[^1].ToLowerInvariant();
        if (ClrTypes.Contains(type) || (named.Contains('.', StringComparison.Ordinal) && column.DataType is null))
        {
            throw new CellException("ClrType",
                $"column {(column.ColumnName.Length > 0 ? column.ColumnName : $"{index + 1}")} is a {type}, a .NET type whose assembly this driver does not load. Let the server turn it into text: {(column.ColumnName.Length > 0 ? column.ColumnName : "column")}.ToString()");
        }

        var scale = column.NumericScale ?? 7;
        return new(
            new TableColumn(column.ColumnName, TypeName(column, type), Numbers.Contains(type)),
            reader => Show(reader, index, type, scale),
            reader => Parse(reader, index, type));
    }

    private static string TypeName(DbColumn column, string type) => type switch
    {
        // What everybody calls rowversion; "timestamp" is the standard's name for something else.
        "timestamp" => "rowversion",
        "decimal" or "numeric" => string.Create(CultureInfo.InvariantCulture, $"{type}({column.NumericPrecision},{column.NumericScale})"),
        _ when Sized.Contains(type) && column.ColumnSize is { } size => size is int.MaxValue or -1 or 0x3FFFFFFF or 0x7FFFFFFE
            ? $"{type}(max)"
            : string.Create(CultureInfo.InvariantCulture, $"{type}({size})"),
        _ when Scaled.Contains(type) && column.NumericScale is >= 0 and < 7 and var scale => string.Create(CultureInfo.InvariantCulture, $"{type}({scale})"),
        _ => type,
    };

    private static string Show(DbDataReader reader, int index, string type, int scale)
    {
        // A decimal of SQL Server has up to 38 digits, one of C# 28.
        if (type is "decimal" or "numeric") return Exact(reader, index).ToString();
        return reader.GetValue(index) switch
        {
            bool bit => bit ? "1" : "0",
            decimal amount when type is "money" or "smallmoney" => amount.ToString("0.0000", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            float number => number.ToString("R", CultureInfo.InvariantCulture),
            DateTime time => time.ToString(type switch
            {
                "date" => "yyyy-MM-dd",
                "smalldatetime" => "yyyy-MM-dd HH:mm",
                "datetime" => "yyyy-MM-dd HH:mm:ss.fff",
                _ => "yyyy-MM-dd HH:mm:ss" + Fraction(scale),
            }, CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("yyyy-MM-dd HH:mm:ss" + Fraction(scale) + " zzz", CultureInfo.InvariantCulture),
            TimeSpan time => time.ToString(scale == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\." + new string('f', scale), CultureInfo.InvariantCulture),
            Guid id => id.ToString().ToUpperInvariant(),
            byte[] bytes => "0x" + Convert.ToHexString(bytes),
            var other => Table.FormatValue(other),
        };
    }

    private static object Parse(DbDataReader reader, int index, string type)
    {
        if (type is "decimal" or "numeric")
        {
            var exact = Exact(reader, index);
            return decimal.TryParse(exact.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var number) && SameScale(number, exact) ? number : exact.ToString();
        }

        return reader.GetValue(index) switch
        {
            DateTime date when type == "date" => DateOnly.FromDateTime(date),
            TimeSpan time => TimeOnly.FromTimeSpan(time),
            var other => other,
        };
    }

    // Text that has more digits than C#'s decimal can hold is parsed all the same, but rounded.
    private static bool SameScale(decimal number, SqlDecimal exact) => number.Scale == exact.Scale;

    private static SqlDecimal Exact(DbDataReader reader, int index) =>
        reader.GetProviderSpecificValue(index) is SqlDecimal exact ? exact : new SqlDecimal(reader.GetDecimal(index));

    private static string Fraction(int digits) => digits == 0 ? "" : "." + new string('f', digits);
}

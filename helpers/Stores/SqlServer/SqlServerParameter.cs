using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Stores.SqlServer;

/// <summary>C# variables as parameters of SQL Server.</summary>
internal static class SqlServerParameter
{
    /// <summary>The longest nvarchar that is not nvarchar(max).</summary>
    private const int LongestText = 4_000;

    private const int LongestBytes = 8_000;

    /// <summary>Adds a variable under its own name.</summary>
    /// <exception cref="CellException">Its type has no counterpart.</exception>
    public static void Add(DbCommand command, Variable variable)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@" + variable.Name;
        parameter.Value = Value(variable);
        if (TypeOf(parameter.Value, variable.Type) is { } type) parameter.DbType = type;
        // Parameters' declarations are part of the text that a plan is kept for: one length for all, one plan.
        if (parameter.Value is string text) parameter.Size = text.Length <= LongestText ? LongestText : -1;
        if (parameter.Value is byte[] bytes) parameter.Size = bytes.Length <= LongestBytes ? LongestBytes : -1;
        command.Parameters.Add(parameter);
    }

    private static object Value(Variable variable) => variable.Value switch
    {
        null => DBNull.Value,
        Enum value => value.ToString(),
        char value => value.ToString(),
        sbyte value => (short)value,
        ushort value => (int)value,
        uint value => (long)value,
        ulong value => (decimal)value,
        JsonElement json => json.GetRawText(),
        JsonDocument json => json.RootElement.GetRawText(),
        Int128 or BigInteger when decimal.TryParse(Table.FormatValue(variable.Value), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
        DBNull or string or bool or byte or short or int or long or float or double or decimal
            or DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid or byte[] => variable.Value,
        var other => throw new CellException("UnknownType",
            $"{variable.Name} is a {other.GetType().Name}, which SQL Server has no type for; expected a number, string, bool, date or time, Guid, byte[], JSON, or a list of those for in (:{variable.Name})"),
    };

    // Drivers would take a DateTime for datetime, which counts in 1/300 s and begins in 1753, and a null for text.
    private static DbType? TypeOf(object value, Type declared) => value switch
    {
        DateTime => DbType.DateTime2,
        DBNull => (Nullable.GetUnderlyingType(declared) ?? declared) switch
        {
            var type when type == typeof(byte[]) => DbType.Binary,
            var type when type == typeof(bool) => DbType.Boolean,
            var type when type == typeof(int) => DbType.Int32,
            var type when type == typeof(long) => DbType.Int64,
            var type when type == typeof(decimal) => DbType.Decimal,
            var type when type == typeof(double) => DbType.Double,
            var type when type == typeof(DateTime) => DbType.DateTime2,
            var type when type == typeof(DateTimeOffset) => DbType.DateTimeOffset,
            var type when type == typeof(DateOnly) => DbType.Date,
            var type when type == typeof(Guid) => DbType.Guid,
            _ => null,
        },
        _ => null,
    };
}

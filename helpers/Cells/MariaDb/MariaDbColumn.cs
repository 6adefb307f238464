using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StorageCourse.Cells.MariaDb;

/// <summary>A column of a result set: its type, and how a value in the server's text form becomes a C# value.</summary>
internal sealed record MariaDbColumn(string Name, MariaDbType Type, uint Flags, uint Charset, ulong Length, uint Decimals)
{
    private const uint UnsignedFlag = 32;
    private const uint EnumFlag = 256;
    private const uint SetFlag = 2048;
    private const uint BinaryCharset = 63;

    /// <summary>The C# type of its values. Those that C# can't hold (decimals beyond 28 digits, dates of zeros) come as string all the same.</summary>
    public Type ClrType => Type switch
    {
        MariaDbType.Tiny when Length == 1 => typeof(bool),
        MariaDbType.Tiny => IsUnsigned ? typeof(byte) : typeof(sbyte),
        MariaDbType.Short => IsUnsigned ? typeof(ushort) : typeof(short),
        MariaDbType.Long or MariaDbType.Int24 => IsUnsigned ? typeof(uint) : typeof(int),
        MariaDbType.Year => typeof(int),
        MariaDbType.LongLong => IsUnsigned ? typeof(ulong) : typeof(long),
        MariaDbType.Float => typeof(float),
        MariaDbType.Double => typeof(double),
        MariaDbType.Decimal or MariaDbType.NewDecimal => typeof(decimal),
        MariaDbType.Date or MariaDbType.DateTime or MariaDbType.Timestamp => typeof(DateTime),
        MariaDbType.Time => typeof(TimeSpan),
        MariaDbType.Bit => Length == 1 ? typeof(bool) : typeof(ulong),
        _ => IsBytes ? typeof(byte[]) : typeof(string),
    };

    /// <summary>The server's name of the type, as a table's definition would say it.</summary>
    public string TypeName
    {
        get
        {
            var unsigned = IsUnsigned ? " unsigned" : "";
            var fraction = Decimals is > 0 and <= 6 ? string.Create(CultureInfo.InvariantCulture, $"({Decimals})") : "";
            return Type switch
            {
                MariaDbType.Tiny when Length == 1 => "tinyint(1)",
                MariaDbType.Tiny => "tinyint" + unsigned,
                MariaDbType.Short => "smallint" + unsigned,
                MariaDbType.Int24 => "mediumint" + unsigned,
                MariaDbType.Long => "int" + unsigned,
                MariaDbType.LongLong => "bigint" + unsigned,
                MariaDbType.Float => "float",
                MariaDbType.Double => "double",
                MariaDbType.Decimal or MariaDbType.NewDecimal => string.Create(CultureInfo.InvariantCulture,
                    $"decimal({Length - (Decimals > 0 ? 1u : 0) - (IsUnsigned ? 0u : 1)},{Decimals}){unsigned}"),
                MariaDbType.Year => "year",
                MariaDbType.Date => "date",
                MariaDbType.Time => "time" + fraction,
                MariaDbType.DateTime => "datetime" + fraction,
                MariaDbType.Timestamp => "timestamp" + fraction,
                MariaDbType.Bit => string.Create(CultureInfo.InvariantCulture, $"bit({Length})"),
                MariaDbType.Json => "json",
                MariaDbType.Geometry => "geometry",
                MariaDbType.Null => "null",
                _ when (Flags & EnumFlag) != 0 => "enum",
                _ when (Flags & SetFlag) != 0 => "set",
                MariaDbType.String => Sized(IsBytes ? "binary" : "char"),
                MariaDbType.VarString or MariaDbType.VarChar => Sized(IsBytes ? "varbinary" : "varchar"),
                _ => IsBytes ? "blob" : "text",
            };
        }
    }

    public bool IsNumber => Type is MariaDbType.Tiny or MariaDbType.Short or MariaDbType.Int24 or MariaDbType.Long or MariaDbType.LongLong
        or MariaDbType.Float or MariaDbType.Double or MariaDbType.Decimal or MariaDbType.NewDecimal or MariaDbType.Year;

    /// <summary>Whether the values are bytes, no text.</summary>
    public bool IsBytes => Type == MariaDbType.Geometry || (Charset == BinaryCharset && Type is (MariaDbType.TinyBlob or MariaDbType.MediumBlob
        or MariaDbType.LongBlob or MariaDbType.Blob or MariaDbType.VarString or MariaDbType.VarChar or MariaDbType.String));

    private bool IsUnsigned => (Flags & UnsignedFlag) != 0;

    /// <summary>The C# value.</summary>
    public object Parse(ReadOnlySpan<byte> raw) => Type switch
    {
        MariaDbType.Tiny when Length == 1 => raw is not [(byte)'0'],
        MariaDbType.Tiny => IsUnsigned ? (byte)Integer(raw) : (object)(sbyte)Integer(raw),
        MariaDbType.Short => IsUnsigned ? (ushort)Integer(raw) : (object)(short)Integer(raw),
        MariaDbType.Long or MariaDbType.Int24 => IsUnsigned ? (uint)Integer(raw) : (object)(int)Integer(raw),
        MariaDbType.Year => (int)Integer(raw),
        MariaDbType.LongLong => IsUnsigned ? Utf8Parser.TryParse(raw, out ulong number, out _) ? number : 0UL : (object)Integer(raw),
        MariaDbType.Float => float.Parse(raw, CultureInfo.InvariantCulture),
        MariaDbType.Double => double.Parse(raw, CultureInfo.InvariantCulture),
        MariaDbType.Decimal or MariaDbType.NewDecimal => Number(raw),
        MariaDbType.Date or MariaDbType.DateTime or MariaDbType.Timestamp => Date(raw),
        MariaDbType.Time => Clock(raw),
        MariaDbType.Bit => Length == 1 ? raw is not [0] : (object)Bits(raw),
        _ => IsBytes ? raw.ToArray() : Encoding.UTF8.GetString(raw),
    };

    /// <summary>As a learner reads it.</summary>
    public string Show(ReadOnlySpan<byte> raw) => Type == MariaDbType.Bit
        ? "b'" + Bits(raw).ToString("b", CultureInfo.InvariantCulture).PadLeft((int)Length, '0') + "'"
        : IsBytes ? Host.Table.FormatValue(raw.ToArray()) : Encoding.UTF8.GetString(raw);

    private static long Integer(ReadOnlySpan<byte> raw) => Utf8Parser.TryParse(raw, out long number, out _) ? number : 0;

    private static object Number(ReadOnlySpan<byte> raw)
    {
        // A decimal rounds what it can't hold.
        var text = Encoding.ASCII.GetString(raw);
        return text.Length <= 29 && decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : text;
    }

    private static object Date(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.ASCII.GetString(raw);
        return DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss.FFFFFF"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : text;
    }

    // "-838:59:59.000000": hours may exceed a day.
    private static object Clock(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.ASCII.GetString(raw);
        var fields = text.TrimStart('-').Split(':');
        if (fields.Length != 3
            || !int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || !decimal.TryParse(fields[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)) return text;
        var time = new TimeSpan(hours, minutes, 0) + TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return text.StartsWith('-') ? -time : time;
    }

    private static ulong Bits(ReadOnlySpan<byte> raw)
    {
        Span<byte> padded = stackalloc byte[8];
        padded.Clear();
        raw.CopyTo(padded[(8 - raw.Length)..]);
        return BinaryPrimitives.ReadUInt64BigEndian(padded);
    }

    private string Sized(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}({(IsBytes ? Length : Length / 4)})");
}

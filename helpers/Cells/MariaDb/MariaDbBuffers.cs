using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace StorageCourse.Cells.MariaDb;

/// <summary>An array of MYSQL_BIND with the memory that it points to.</summary>
internal sealed unsafe class MariaDbBuffers : IDisposable
{
    private readonly int count;
    private CULong* lengths;
    private byte* nulls;

    private MariaDbBuffers(int count)
    {
        this.count = count;
        Binds = (MariaDbNative.Bind*)NativeMemory.AllocZeroed((nuint)Math.Max(count, 1), (nuint)sizeof(MariaDbNative.Bind));
        lengths = (CULong*)NativeMemory.AllocZeroed((nuint)Math.Max(count, 1), (nuint)sizeof(CULong));
        nulls = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(count, 1));
        for (var i = 0; i < count; i++)
        {
            Binds[i].Length = lengths + i;
            Binds[i].IsNull = nulls + i;
        }
    }

    public MariaDbNative.Bind* Binds { get; private set; }

    /// <summary>For parameters.</summary>
    /// <exception cref="NotSupportedException">A value's type has no counterpart.</exception>
    public static MariaDbBuffers Of(IReadOnlyList<object?> values)
    {
        var buffers = new MariaDbBuffers(values.Count);
        for (var i = 0; i < values.Count; i++) buffers.Set(i, values[i]);
        return buffers;
    }

    /// <summary>For the columns of a result.</summary>
    public static MariaDbBuffers For(IEnumerable<(MariaDbType Type, int Size)> columns)
    {
        var list = columns.ToList();
        var buffers = new MariaDbBuffers(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            buffers.Binds[i].BufferType = list[i].Type;
            buffers.Allocate(i, list[i].Size);
        }

        return buffers;
    }

    public bool IsNull(int index) => nulls[index] != 0;

    public ReadOnlySpan<byte> Value(int index) => new(Binds[index].Buffer, (int)lengths[index].Value);

    /// <summary>Makes room where the value was longer than its buffer; true if it was, and has to be fetched again.</summary>
    public bool Grow(int index)
    {
        if (lengths[index].Value <= Binds[index].BufferLength.Value) return false;
        Allocate(index, (int)lengths[index].Value);
        return true;
    }

    public void Dispose()
    {
        if (Binds is null) return;
        for (var i = 0; i < count; i++) NativeMemory.Free(Binds[i].Buffer);
        NativeMemory.Free(Binds);
        NativeMemory.Free(lengths);
        NativeMemory.Free(nulls);
        Binds = null;
        lengths = null;
        nulls = null;
    }

    private void Allocate(int index, int size)
    {
        Binds[index].Buffer = NativeMemory.Realloc(Binds[index].Buffer, (nuint)Math.Max(size, 1));
        Binds[index].BufferLength = new((nuint)size);
    }

    private void Set(int index, object? value)
    {
        switch (value)
        {
            case null or DBNull:
                Binds[index].BufferType = MariaDbType.Null;
                break;
            case bool flag:
                Put(index, MariaDbType.LongLong, flag ? 1L : 0L);
                break;
            case sbyte or short or int or long or byte or ushort or uint:
                Put(index, MariaDbType.LongLong, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                Put(index, MariaDbType.LongLong, number);
                Binds[index].IsUnsigned = 1;
                break;
            case float or double:
                Put(index, MariaDbType.Double, Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case decimal number:
                Put(index, MariaDbType.NewDecimal, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
                break;
            case string text:
                Put(index, MariaDbType.VarString, Encoding.UTF8.GetBytes(text));
                break;
            case char one:
                Put(index, MariaDbType.VarString, Encoding.UTF8.GetBytes(one.ToString()));
                break;
            case Guid or Enum:
                Put(index, MariaDbType.VarString, Encoding.UTF8.GetBytes(value.ToString()!));
                break;
            case byte[] bytes:
                Put(index, MariaDbType.Blob, bytes);
                break;
            case DateTime time:
                Put(index, MariaDbType.DateTime, Moment(time));
                break;
            case DateTimeOffset time:
                Put(index, MariaDbType.DateTime, Moment(time.UtcDateTime));
                break;
            case DateOnly date:
                Put(index, MariaDbType.Date, new MariaDbNative.Time { Year = (uint)date.Year, Month = (uint)date.Month, Day = (uint)date.Day, Kind = 0 });
                break;
            case TimeOnly time:
                Put(index, MariaDbType.Time, Clock(time.ToTimeSpan()));
                break;
            case TimeSpan time:
                Put(index, MariaDbType.Time, Clock(time));
                break;
            default:
                throw new NotSupportedException(
                    $"MariaDB and MySQL have no type for a C# {value.GetType().Name}; expected a number, string, bool, date or time, Guid or byte[]");
        }
    }

    private void Put<T>(int index, MariaDbType type, T value)
        where T : unmanaged
    {
        Allocate(index, sizeof(T));
        *(T*)Binds[index].Buffer = value;
        Binds[index].BufferType = type;
        lengths[index] = new((nuint)sizeof(T));
    }

    private void Put(int index, MariaDbType type, byte[] value)
    {
        Allocate(index, value.Length);
        value.CopyTo(new Span<byte>(Binds[index].Buffer, value.Length));
        Binds[index].BufferType = type;
        lengths[index] = new((nuint)value.Length);
    }

    private static MariaDbNative.Time Moment(DateTime time) => new()
    {
        Year = (uint)time.Year,
        Month = (uint)time.Month,
        Day = (uint)time.Day,
        Hour = (uint)time.Hour,
        Minute = (uint)time.Minute,
        Second = (uint)time.Second,
        Microseconds = new((nuint)(time.Ticks % TimeSpan.TicksPerSecond / 10)),
        Kind = 1,
    };

    private static MariaDbNative.Time Clock(TimeSpan time)
    {
        var length = time.Duration();
        return new()
        {
            Day = (uint)length.Days,
            Hour = (uint)length.Hours,
            Minute = (uint)length.Minutes,
            Second = (uint)length.Seconds,
            Microseconds = new((nuint)(length.Ticks % TimeSpan.TicksPerSecond / 10)),
            IsNegative = time < TimeSpan.Zero ? (byte)1 : (byte)0,
            Kind = 2,
        };
    }
}

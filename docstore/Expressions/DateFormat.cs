using System.Globalization;
using System.Text;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Writes dates by MongoDB's format: <c>%Y-%m-%d</c>.</summary>
internal static class DateFormat
{
    private const string Specifiers = "YmdHMSLjuwUVGzZbB%";

    /// <exception cref="MongoError">18535, 18536: a percent sign without a specifier that there is.</exception>
    public static void Check(string format)
    {
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') continue;
            if (++i == format.Length) throw MongoError.Location(18535, "Unmatched '%' at end of format string");
            if (!Specifiers.Contains(format[i])) throw MongoError.Location(18536, $"Invalid format character '%{format[i]}' in format string");
        }
    }

    public static string Write(string format, long milliseconds, DateZone zone)
    {
        var date = zone.ToLocal(milliseconds);
        var offset = zone.OffsetAt(DateTime.UnixEpoch.AddMilliseconds(milliseconds));
        var text = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') text.Append(format[i]);
            else text.Append(Part(format[++i], date, offset));
        }

        return text.ToString();
    }

    private static string Part(char specifier, DateTime date, TimeSpan offset) => specifier switch
    {
        'Y' => Digits(date.Year, 4),
        'm' => Digits(date.Month, 2),
        'd' => Digits(date.Day, 2),
        'H' => Digits(date.Hour, 2),
        'M' => Digits(date.Minute, 2),
        'S' => Digits(date.Second, 2),
        'L' => Digits(date.Millisecond, 3),
        'j' => Digits(date.DayOfYear, 3),
        'u' => Digits(DatePartOperators.IsoDay(date), 1),
        'w' => Digits((int)date.DayOfWeek + 1, 1),
        'U' => Digits(DatePartOperators.Week(date), 2),
        'V' => Digits(ISOWeek.GetWeekOfYear(date), 2),
        'G' => Digits(ISOWeek.GetYear(date), 4),
        'z' => (offset < TimeSpan.Zero ? "-" : "+") + Digits(Math.Abs(offset.Hours), 2) + Digits(Math.Abs(offset.Minutes), 2),
        'Z' => (offset < TimeSpan.Zero ? "-" : "+") + Digits((int)Math.Abs(offset.TotalMinutes), 3),
        'b' => date.ToString("MMM", CultureInfo.InvariantCulture),
        'B' => date.ToString("MMMM", CultureInfo.InvariantCulture),
        _ => "%",
    };

    private static string Digits(int number, int width) => number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');
}

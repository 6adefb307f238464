using System.Globalization;
using System.Text.RegularExpressions;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>Reads dates from text: ISO 8601 and what .NET knows besides, or by MongoDB's format. What is no date is a ConversionFailure.</summary>
internal static partial class DateReader
{
    /// <param name="text">Such as <c>2024-02-29</c>, <c>2024-02-29T12:30:00.5+01:00</c>, <c>2024-02-29 12:30 Europe/Paris</c>.</param>
    /// <param name="given">The zone that holds where the text names none; null for UTC. A text that names one may not be given another.</param>
    public static BsonValue Read(string text, DateZone? given)
    {
        var match = IsoPattern().Match(text);
        if (!match.Success)
        {
            return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var other) && other.Year > 1
                ? BsonValue.FromDateTime((given ?? DateZone.Utc).ToMilliseconds(other))
                : throw Failure(text, "an incomplete or unknown date/time string");
        }

        var fields = new Fields
        {
            Year = Number(match.Groups["year"]),
            Month = Number(match.Groups["month"]),
            Day = Number(match.Groups["day"]),
            Hour = Number(match.Groups["hour"]),
            Minute = Number(match.Groups["minute"]),
            Second = Number(match.Groups["second"]),
            Millisecond = match.Groups["fraction"].Success ? (int)(double.Parse("0." + match.Groups["fraction"].Value, CultureInfo.InvariantCulture) * 1000) : 0,
        };
        if (match.Groups["zone"].Success) fields.Zone = DateZone.Find(match.Groups["zone"].Value) ?? throw Failure(text, "the timezone could not be found in the database");
        return fields.ToDate(text, given);
    }

    /// <param name="format">MongoDB's format: each specifier takes digits or a name, everything else stands for itself.</param>
    public static BsonValue Read(string text, string format, DateZone? given)
    {
        DateFormat.Check(format);
        var fields = new Fields();
        var at = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                if (at >= text.Length || text[at++] != format[i]) throw Failure(text, $"expected '{format[i]}' at position {at - 1}");
            }
            else if (!fields.Take(format[++i], text, ref at))
            {
                throw Failure(text, $"the part for %{format[i]} could not be read at position {at}");
            }
        }

        return at == text.Length ? fields.ToDate(text, given) : throw Failure(text, $"Trailing data at position {at}");
    }

    private static int Number(Group digits) => digits.Success ? int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

    private static MongoError Failure(string text, string why) => MongoError.ConversionFailure($"Error parsing date string '{text}'; {why}");

    [GeneratedRegex(@"^\s*(?<year>\d{4})-?(?<month>\d\d?)-?(?<day>\d\d?)(?:[T ](?<hour>\d\d?):?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?)?\s*(?<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?|[A-Za-z_]+/[A-Za-z_/]+)?\s*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IsoPattern();

    /// <summary>The parts of a date as they are read.</summary>
    private struct Fields()
    {
        public int? Year, Month, Day, DayOfYear, IsoYear, IsoWeek, IsoDay;
        public int Hour, Minute, Second, Millisecond;
        public DateZone? Zone;

        public bool Take(char specifier, string text, ref int at)
        {
            switch (specifier)
            {
                case 'Y': return Digits(text, ref at, 4, 4, out Year);
                case 'm': return Digits(text, ref at, 1, 2, out Month);
                case 'd': return Digits(text, ref at, 1, 2, out Day);
                case 'j': return Digits(text, ref at, 1, 3, out DayOfYear);
                case 'G': return Digits(text, ref at, 4, 4, out IsoYear);
                case 'V': return Digits(text, ref at, 1, 2, out IsoWeek);
                case 'u': return Digits(text, ref at, 1, 1, out IsoDay);
                case 'H': return Digits(text, ref at, 1, 2, out Hour);
                case 'M': return Digits(text, ref at, 1, 2, out Minute);
                case 'S': return Digits(text, ref at, 1, 2, out Second);
                case 'L': return Digits(text, ref at, 1, 3, out Millisecond);
                case 'b': return MonthName(text, ref at, CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames);
                case 'B': return MonthName(text, ref at, CultureInfo.InvariantCulture.DateTimeFormat.MonthNames);
                case 'z': return OffsetOrZ(text, ref at);
                case 'Z': return Minutes(text, ref at);
                case '%': return at < text.Length && text[at++] == '%';
                default: return false;
            }
        }

        public readonly BsonValue ToDate(string text, DateZone? given)
        {
            if (Zone is not null && given is not null) throw Failure(text, "you cannot pass in a date/time string with time zone information together with a timezone argument");
            try
            {
                var day = IsoYear is not null ? ISOWeek.ToDateTime(IsoYear.Value, IsoWeek ?? 1, (DayOfWeek)((IsoDay ?? 1) % 7))
                    : Year is null ? throw Failure(text, "an incomplete date/time string has been found, with elements missing")
                    : DayOfYear is not null ? new DateTime(Year.Value, 1, 1).AddDays(DayOfYear.Value - 1)
                    : Month is null || Day is null ? throw Failure(text, "an incomplete date/time string has been found, with elements missing")
                    : new DateTime(Year.Value, Month.Value, Day.Value);
                if (Hour > 24 || Minute > 59 || Second > 59) throw Failure(text, "the time is none of the day");
                return BsonValue.FromDateTime((Zone ?? given ?? DateZone.Utc).ToMilliseconds(day + new TimeSpan(0, Hour, Minute, Second, Millisecond)));
            }
            catch (ArgumentOutOfRangeException)
            {
                throw Failure(text, "there is no such day");
            }
        }

        private static bool Digits(string text, ref int at, int least, int most, out int? number)
        {
            var read = Digits(text, ref at, least, most, out int value);
            number = value;
            return read;
        }

        private static bool Digits(string text, ref int at, int least, int most, out int number)
        {
            var start = at;
            number = 0;
            while (at < text.Length && at - start < most && char.IsAsciiDigit(text[at])) number = number * 10 + (text[at++] - '0');
            return at - start >= least;
        }

        private bool MonthName(string text, ref int at, string[] names)
        {
            for (var i = 0; i < 12; i++)
            {
                if (string.Compare(text, at, names[i], 0, names[i].Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
                at += names[i].Length;
                Month = i + 1;
                return true;
            }

            return false;
        }

        private bool OffsetOrZ(string text, ref int at)
        {
            var length = at < text.Length && text[at] is 'Z' or 'z' ? 1 : text.Length - at >= 6 && text[at + 3] == ':' ? 6 : Math.Min(5, text.Length - at);
            if (length < 1 || DateZone.Find(text.Substring(at, length).ToUpperInvariant()) is not { } found) return false;
            Zone = found;
            at += length;
            return true;
        }

        private bool Minutes(string text, ref int at)
        {
            if (at >= text.Length || text[at] is not ('+' or '-')) return false;
            var sign = text[at++] == '-' ? -1 : 1;
            if (!Digits(text, ref at, 1, 3, out int minutes)) return false;
            Zone = DateZone.OfOffset(TimeSpan.FromMinutes(sign * minutes));
            return true;
        }
    }
}

namespace StorageCourse.Lessons.Shops;

/// <summary>
/// Times at which a growing shop is busy: three years, more each year, most before Christmas, more at weekends, most in the evening.
/// </summary>
internal static class Season
{
    /// <summary>The first moment of the data.</summary>
    public static readonly DateTime Start = new(2023, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The first moment after the data: the shop's "now".</summary>
    public static readonly DateTime End = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private static readonly int[] Months = [80, 75, 85, 90, 95, 90, 85, 85, 95, 105, 150, 190];
    private static readonly int[] Weekdays = [130, 95, 90, 90, 95, 105, 135];
    private static readonly int[] Hours = [6, 3, 2, 1, 1, 2, 5, 10, 16, 22, 26, 28, 30, 28, 26, 26, 28, 32, 40, 50, 56, 50, 32, 14];
    private static readonly int[] HourOfWeight = Hours.SelectMany((weight, hour) => Enumerable.Repeat(hour, weight)).ToArray();

    /// <summary>So many times, ascending, with whole seconds.</summary>
    public static IEnumerable<DateTime> Times(int count, Stream stream)
    {
        var days = (End - Start).Days;
        var weights = Enumerable.Range(0, days).Select(day => Weight(Start.AddDays(day), day, days)).ToArray();
        var all = weights.Sum();
        long before = 0, made = 0;
        for (var day = 0; day < days; day++)
        {
            before += weights[day];
            var seconds = new int[(int)((long)((Int128)count * before / all) - made)];
            made += seconds.Length;
            var random = new SeededRandom(stream, day);
            for (var i = 0; i < seconds.Length; i++) seconds[i] = random.Pick(HourOfWeight) * 3600 + random.Next(3600);
            Array.Sort(seconds);
            foreach (var second in seconds) yield return Start.AddDays(day).AddSeconds(second);
        }
    }

    private static long Weight(DateTime date, int day, int days) =>
        (long)(days + day) * Months[date.Month - 1] * Weekdays[(int)date.DayOfWeek];
}

using System.Diagnostics;

namespace StorageCourse.Engine.Bench;

/// <summary>A loop that tells how quick the machine is just now, and the same loop as the text of a cell.</summary>
internal static class Calibration
{
    /// <summary>What <see cref="Loop"/> does, for a cell.</summary>
    public const string Source = """
        double Loop(int turns)
        {
            var clock = System.Diagnostics.Stopwatch.StartNew();
            long sum = 0;
            for (var i = 0; i < turns; i++) sum += i % 7;
            return sum < 0 ? -1 : clock.Elapsed.TotalMilliseconds;
        }
        """;

    /// <summary>Milliseconds for so many turns.</summary>
    public static double Loop(int turns)
    {
        var clock = Stopwatch.StartNew();
        long sum = 0;
        for (var i = 0; i < turns; i++) sum += i % 7;
        return sum < 0 ? -1 : clock.Elapsed.TotalMilliseconds;
    }
}

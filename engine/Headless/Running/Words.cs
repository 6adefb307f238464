using System.Globalization;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>The words and signs that reports use.</summary>
internal static class Words
{
    /// <summary>"not attempted".</summary>
    public static string Of(OutcomeStatus status) => status switch
    {
        OutcomeStatus.Passed => "passed",
        OutcomeStatus.Failed => "failed",
        OutcomeStatus.Error => "error",
        OutcomeStatus.NotAttempted => "not attempted",
        _ => "skipped",
    };

    /// <summary>"not run".</summary>
    public static string Of(RunStatus status) => status switch
    {
        RunStatus.Passed => "passed",
        RunStatus.Failed => "failed",
        RunStatus.Skipped => "skipped",
        _ => "not run",
    };

    /// <summary>One character.</summary>
    public static string SignOf(OutcomeStatus? status) => status switch
    {
        OutcomeStatus.Passed => "✓",
        OutcomeStatus.Failed or OutcomeStatus.Error => "✗",
        OutcomeStatus.Skipped => "–",
        _ => "○",
    };

    /// <summary>One character.</summary>
    public static string SignOf(RunStatus status) => status switch
    {
        RunStatus.Passed => "✓",
        RunStatus.Failed => "✗",
        RunStatus.Skipped => "–",
        _ => "○",
    };

    /// <summary>"340 ms", "3.4 s", "2 min 5 s".</summary>
    public static string Of(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
    };

    /// <summary>"1 cell", "2 cells".</summary>
    public static string Count(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}

using System.Globalization;

namespace StorageCourse.Engine.Bench;

/// <summary>One measured figure.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Median">Of its runs, in <paramref name="Unit"/>.</param>
/// <param name="Unit">"ms", "MiB" or "×" (a ratio).</param>
/// <param name="Aim">What it should not exceed, or, where <paramref name="AtLeast"/>, not fall below; null: for orientation only.</param>
/// <param name="AtLeast">The direction of the aim.</param>
internal sealed record Figure(string Name, double Median, string Unit, double? Aim, bool AtLeast = false)
{
    /// <summary>The median with its unit.</summary>
    public string MedianText => Text(Median);

    /// <summary>The aim with its direction, or nothing.</summary>
    public string AimText => Aim is { } aim ? (AtLeast ? "≥ " : "≤ ") + Text(aim) : "";

    /// <summary>Whether the aim is reached.</summary>
    public string Verdict => Aim is not { } aim ? "" : (AtLeast ? Median >= aim : Median <= aim) ? "✓" : "✗";

    private string Text(double value) => string.Create(CultureInfo.InvariantCulture, $"{(value >= 100 ? $"{value:0}" : value >= 10 ? $"{value:0.0}" : $"{value:0.00}")} {Unit}");
}

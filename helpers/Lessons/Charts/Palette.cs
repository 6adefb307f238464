namespace StorageCourse.Lessons.Charts;

/// <summary>
/// The colours of series, told apart by readers with any colour vision: M. Okabe and K. Ito, "Color Universal Design" (2008),
/// https://jfly.uni-koeln.de/color/. Black and yellow are left out: each vanishes on one of the two backgrounds.
/// </summary>
internal static class Palette
{
    /// <summary>In order of use: neighbours differ in lightness as well as in hue.</summary>
    public static readonly IReadOnlyList<string> Colors = ["#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7"];

    /// <summary>Shapes of points, so that colour is never the only difference.</summary>
    public static readonly IReadOnlyList<string> Symbols = ["circle", "square", "diamond", "triangle-up", "x", "star"];

    /// <summary>Strokes of lines.</summary>
    public static readonly IReadOnlyList<string> Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    /// <summary>Legible on white and on black, for front ends that draw the figure without our script.</summary>
    public const string Neutral = "#7a7f87";

    /// <summary>The colour of the series with a number, counted from 0.</summary>
    public static string Color(int index) => Colors[index % Colors.Count];

    /// <summary>The same colour, nearly transparent.</summary>
    public static string Shade(int index)
    {
        var color = Color(index);
        return $"rgba({Convert.ToInt32(color[1..3], 16)},{Convert.ToInt32(color[3..5], 16)},{Convert.ToInt32(color[5..7], 16)},0.18)";
    }
}

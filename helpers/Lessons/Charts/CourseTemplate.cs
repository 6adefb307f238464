using Plotly.NET;

namespace StorageCourse.Lessons.Charts;

/// <summary>What all charts of a notebook look like: https://plotly.com/javascript/layout-template/. chart.js sets the colours of a light or a dark page.</summary>
internal static class CourseTemplate
{
    private const string Clear = "rgba(0,0,0,0)";

    public static Template Value { get; } = new Template().With(("layout", new Layout().With(
        ("font", PlotlyObjects.Of(("size", 13), ("color", Palette.Neutral), ("family", "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"))),
        ("title", PlotlyObjects.Of(
            ("x", 0), ("xref", "container"), ("xanchor", "left"), ("y", 1), ("yref", "container"), ("yanchor", "top"),
            ("pad", PlotlyObjects.Of(("t", 14), ("l", 6))), ("font", PlotlyObjects.Of(("size", 16))))),
        ("paper_bgcolor", Clear),
        ("plot_bgcolor", Clear),
        ("margin", PlotlyObjects.Of(("l", 16), ("r", 24), ("t", PlotlyFigure.TopMargin), ("b", PlotlyFigure.BottomMargin))),
        ("xaxis", Axis()),
        ("yaxis", Axis()),
        ("legend", PlotlyObjects.Of(("orientation", "h"), ("x", 0), ("y", 1), ("xanchor", "left"), ("yanchor", "bottom"))),
        ("colorway", Palette.Colors),
        ("colorscale", PlotlyObjects.Of(("sequential", "Cividis"))),
        ("bargroupgap", 0.08),
        ("hovermode", "closest"))));

    /// <summary>Gives it to all charts that are made from now on and bring no other.</summary>
    public static void BecomeDefault()
    {
        Defaults.DefaultTemplate = Value;
        (Defaults.DefaultWidth, Defaults.DefaultHeight) = (800, 400);
    }

    private static DynamicObj.DynamicObj Axis() => PlotlyObjects.Of(
        ("title", PlotlyObjects.Of(("standoff", 12))),
        ("gridcolor", "rgba(128,128,128,0.22)"),
        ("linecolor", "rgba(128,128,128,0.6)"),
        ("zeroline", false),
        ("automargin", true));
}

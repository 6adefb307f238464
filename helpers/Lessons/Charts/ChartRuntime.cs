using StorageCourse.Host;

namespace StorageCourse;

/// <summary>What charts need of the page that they stand in: plotly.js and a small script, once in a notebook.</summary>
public static class ChartRuntime
{
    /// <summary>The release of plotly.js-cartesian-dist-min that charts are drawn with.</summary>
    internal const string Version = "3.5.0";

    /// <summary>The SHA-512 of its plotly-cartesian.min.js, as https://www.w3.org/TR/SRI/ writes it. helpers/Lessons/Charts/fetch-plotly.sh checks the same.</summary>
    internal const string Integrity = "sha512-aeB19NL+u3SwAZUixzN/JeL1Hw6s0JChythwSn/FWSC3DBpQJyAsiKNr0L8FyKrjZ0Xq04kWwIz9fcBX84AdJw==";

    /// <summary>
    /// The setup cell's display. Where the build fetched plotly.js (helpers/bin/plotly.min.js) the whole of it, 1.4 MB, so that
    /// charts draw with the network off; else a reference to its CDN. Invisible either way.
    /// </summary>
    public static Bundle Bundle() => Bundle(Path.GetDirectoryName(typeof(ChartRuntime).Assembly.Location) ?? ".");

    internal static Bundle Bundle(string folder)
    {
        var file = Path.Combine(folder, "plotly.min.js");
        var library = File.Exists(file)
            ? $"<script>if (!window.Plotly) {{\n{File.ReadAllText(file)}\n}}</script>"
            : $"<script src=\"https://cdn.jsdelivr.net/npm/plotly.js-cartesian-dist-min@{Version}/plotly-cartesian.min.js\" integrity=\"{Integrity}\" crossorigin=\"anonymous\"></script>";
        return Host.Bundle.Html($"{library}<script>{Script}</script>{Folds}", "");
    }

    // Jupyter's classic notebook takes the triangle from what can be unfolded.
    private const string Folds = "<style>.rendered_html summary{display:list-item;cursor:pointer}</style>";

    private static string Script
    {
        get
        {
            using var resource = typeof(ChartRuntime).Assembly.GetManifestResourceStream("chart.js")
                ?? throw new InvalidOperationException("expected chart.js inside Helpers.dll; run ./course build");
            using var reader = new StreamReader(resource);
            return reader.ReadToEnd();
        }
    }
}

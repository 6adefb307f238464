using System.Globalization;
using System.Net;
using StorageCourse.Host;

namespace StorageCourse.Display;

/// <summary>A bar that fills in place while long work goes on; shows nothing where the host is quiet.</summary>
/// <remarks>Dispose it when the work has ended: the bar then becomes one line with the time taken.</remarks>
public sealed class ProgressBar : IDisposable, IProgress<double>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly IDisplayed? displayed;
    private readonly string title;
    private readonly long started = TimeProvider.System.GetTimestamp();
    private long lastShown;
    private bool ended;

    /// <summary>Shows an empty bar.</summary>
    public ProgressBar(IHost host, string title)
    {
        this.title = title;
        if (!host.IsQuiet) displayed = host.Display(Render(0));
    }

    /// <summary>Sets the part that is done, from 0 to 1. Redraws at most ten times a second.</summary>
    public void Report(double value)
    {
        if (displayed is null || ended || TimeProvider.System.GetElapsedTime(lastShown) < Interval) return;
        lastShown = TimeProvider.System.GetTimestamp();
        displayed.Update(Render(Math.Clamp(value, 0, 1)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (ended) return;
        ended = true;
        displayed?.Update(Bundle.Text(string.Create(CultureInfo.InvariantCulture,
            $"{title}: {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s")));
    }

    private Bundle Render(double done)
    {
        var percent = (done * 100).ToString("0", CultureInfo.InvariantCulture);
        return Bundle.Html(
            $"<div>{WebUtility.HtmlEncode(title)} <progress max=\"100\" value=\"{percent}\"></progress> {percent} %</div>",
            $"{title}: {percent} %");
    }
}

using System.Globalization;
using Microsoft.Extensions.Logging;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Labs.Containers;

/// <summary>
/// A bar that appears when an image begins to arrive; nothing where it was there already. Testcontainers tells of a pull in its log only, one message for
/// each layer and step.
/// </summary>
internal sealed class PullProgress(string image) : ILogger, IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (double Done, double All)> layers = [];
    private readonly List<string> errors = [];
    private ProgressBar? bar;

    /// <summary>What the engine said of a pull that failed, a line each: Testcontainers goes on, and its own error is then that there is no such image.</summary>
    public string Errors
    {
        get
        {
            lock (gate) return string.Join('\n', errors);
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values) return;
        var said = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in values) said[name] = value;
        lock (gate)
        {
            if (logLevel == LogLevel.Error && said.TryGetValue("Error", out var failure)) errors.Add(Convert.ToString(failure, CultureInfo.InvariantCulture) ?? "");
            if (said.GetValueOrDefault("Status") is not "Downloading" || said.GetValueOrDefault("ID") is not string layer) return;
            layers[layer] = (Convert.ToDouble(said["Current"], CultureInfo.InvariantCulture), Convert.ToDouble(said["Total"], CultureInfo.InvariantCulture));
            var all = layers.Values.Sum(part => part.All);
            if (all <= 0 || !CourseHost.IsAvailable) return;
            bar ??= new ProgressBar(CourseHost.Current, $"pulling {image}");
            bar.Report(layers.Values.Sum(part => part.Done) / all);
        }
    }

    public void Dispose() => bar?.Dispose();
}

using System.Globalization;
using StorageCourse.Host;

namespace StorageCourse.Labs;

/// <summary>The driver of this session. Its script is run when the first container is wanted, so that nobody waits for a restore who needs none.</summary>
public static class ContainerDrivers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Lock Gate = new();
    private static IContainerDriver? current;
    private static Task<IContainerDriver>? loading;

    /// <summary>What a driver's script calls at its end.</summary>
    public static void Use(IContainerDriver driver) => current = driver;

    /// <summary>The driver, after its script has been run once; all who ask meanwhile wait for the same run.</summary>
    /// <exception cref="StoreUnavailableException">Its packages can't be restored, or there is no engine that could run a script.</exception>
    internal static Task<IContainerDriver> LoadAsync(CancellationToken cancellationToken)
    {
        lock (Gate)
        {
            if (current is { } known) return Task.FromResult(known);
            // What failed is tried again: the network may be back.
            if (loading is null or { IsFaulted: true } or { IsCanceled: true }) loading = RunScriptAsync();
            return loading.WaitAsync(cancellationToken);
        }
    }

    private static async Task<IContainerDriver> RunScriptAsync()
    {
        if (!CourseHost.IsAvailable) throw new StoreUnavailableException("containers are started from notebooks only: what makes them is a package that a notebook's engine restores");
        const string Script = "testcontainers.csx";
        var started = TimeProvider.System.GetTimestamp();
        var run = PackageScript.RunAsync(Script, CancellationToken.None);
        // From NuGet's cache it takes no longer than that, and is not worth a line.
        var note = await Task.WhenAny(run, Task.Delay(Patience)) == run || CourseHost.Current.IsQuiet ? null : CourseHost.Current.Display(Bundle.Text("restoring Testcontainers …"));
        try
        {
            await run;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new StoreUnavailableException($"the package Testcontainers is not to be had: {error.Message}", error);
        }

        note?.Update(Bundle.Text(string.Create(CultureInfo.InvariantCulture, $"Testcontainers restored: {TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s")));
        return current ?? throw new InvalidOperationException($"expected {Script} to call ContainerDrivers.Use(…), but it did not");
    }
}

namespace StorageCourse.Host;

/// <summary>Where helpers find the engine that runs them.</summary>
public static class CourseHost
{
    private static IHost? current;

    /// <summary>The engine of this process.</summary>
    /// <exception cref="InvalidOperationException">No engine has announced itself: the code runs outside a notebook.</exception>
    public static IHost Current
    {
        get => current ?? throw new InvalidOperationException(
            "expected to run inside a notebook, but no engine has announced itself; set CourseHost.Current first");
        set => current = value;
    }

    /// <summary>Whether an engine has announced itself.</summary>
    public static bool IsAvailable => current is not null;
}

namespace StorageCourse.Platform;

/// <summary>The environment variables by which the runner speaks to the notebooks' processes.</summary>
public static class CourseEnvironment
{
    /// <summary>"1" in a headless run: nobody watches, so no progress bars.</summary>
    public const string Headless = "COURSE_HEADLESS";

    /// <summary>"0" for <c>--no-measure</c>: experiments run once or twice for their output, and claims on times are not judged.</summary>
    public const string Measure = "COURSE_MEASURE";

    /// <summary>"1" where a headless run grades a learner's own answers, so that they count; "0" where verdicts never count.</summary>
    public const string Progress = "COURSE_PROGRESS";

    /// <summary>The course's folder (the one with notebooks/ in it), absolute.</summary>
    public const string Root = "COURSE_ROOT";

    /// <summary>
    /// The folder that the kernels of one run share, absolute: the runner's session folder. What its guard file names ends with the run.
    /// Not set where a kernel serves one front end.
    /// </summary>
    public const string Run = "COURSE_RUN";

    /// <summary>"1" while solutions are executed in place of stubs: checks then give no hints away by counting failures.</summary>
    public const string Solved = "COURSE_SOLVED";

    /// <summary>True in a headless run.</summary>
    public static bool IsHeadless => Environment.GetEnvironmentVariable(Headless) == "1";

    /// <summary>False with <c>--no-measure</c>.</summary>
    public static bool IsMeasuring => Environment.GetEnvironmentVariable(Measure) != "0";

    /// <summary>True while solutions are executed in place of stubs.</summary>
    public static bool IsSolved => Environment.GetEnvironmentVariable(Solved) == "1";

    /// <summary>Whether verdicts are a learner's own: in an interactive session and in <c>course check</c>, but not in a run of stubs or of solutions.</summary>
    public static bool KeepsProgress => !IsSolved && Environment.GetEnvironmentVariable(Progress) switch
    {
        "1" => true,
        "0" => false,
        _ => !IsHeadless,
    };

    /// <summary>The folder that the kernels of one run share, or null where there is no run.</summary>
    public static string? RunFolder => Environment.GetEnvironmentVariable(Run) is { Length: > 0 } folder ? folder : null;

    /// <summary>The course's folder, or null where nobody said.</summary>
    public static string? RootFolder => Environment.GetEnvironmentVariable(Root);

    /// <summary>The course's folder: what the environment says, or the nearest folder from one upwards that has notebooks/; null where there is none.</summary>
    /// <param name="from">Where the search begins.</param>
    public static string? FindRoot(string from)
    {
        if (RootFolder is { Length: > 0 } given) return Path.GetFullPath(given);
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "notebooks"))) return folder.FullName;
        return null;
    }
}

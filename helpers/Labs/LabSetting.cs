using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>Settings of the lab: environment variables, or lines of the course folder's <c>.env</c>, which the compose stack writes too.</summary>
internal static class LabSetting
{
    /// <summary>The value in the environment, else in <c>.env</c>; null where neither has one.</summary>
    public static string? Find(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value) return value;
        if (CourseEnvironment.RootFolder is not { } root || Path.Combine(root, ".env") is var file && !File.Exists(file)) return null;
        return File.ReadLines(file)
            .Where(line => line.StartsWith(variable + "=", StringComparison.Ordinal))
            .Select(line => line[(variable.Length + 1)..].Trim().Trim('"', '\''))
            .LastOrDefault(text => text.Length > 0);
    }
}

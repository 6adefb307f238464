using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.Lessons.Exercises;

/// <summary>
/// The learner's own record of what was solved: <c>.course/progress.json</c>, which git ignores. It is replaced in one step, and several
/// notebooks may write at once. A file that can't be read is kept aside, never overwritten.
/// </summary>
/// <param name="path">The file; absolute. Its folder is made when the first verdict comes.</param>
/// <param name="clock">What time it is.</param>
internal sealed class ProgressFile(string path, TimeProvider clock)
{
    // Since version 2, Querying is 03 and Schema design is 04.
    private const int Version = 2;
    private const int VersionBeforeQueryingCameFirst = 1;
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(20);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>The file of the course that this process runs in; null outside of one.</summary>
    public static ProgressFile? OfLearner() => CourseEnvironment.FindRoot(Directory.GetCurrentDirectory()) is { } root
        ? new(Path.Combine(root, ".course", "progress.json"), TimeProvider.System)
        : null;

    /// <summary>Counts a verdict. A stub that is as it was counts for nothing, and so does what could not be judged here.</summary>
    /// <returns>What the learner must know (an old file that was kept aside, a disk that is full), or null. Never throws for a file.</returns>
    public async Task<string?> RecordAsync(string id, OutcomeStatus status)
    {
        if (status is not (OutcomeStatus.Passed or OutcomeStatus.Failed or OutcomeStatus.Error)) return null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var held = await LockAsync();
            var (exercises, notice) = await LoadAsync();
            exercises[id] = ExerciseProgress.After(exercises.GetValueOrDefault(id), status, clock.GetUtcNow());
            await AtomicFile.WriteAsync(path, JsonSerializer.Serialize(new Content(Version, exercises), Json) + "\n");
            return notice;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"The verdict stands, but your progress could not be kept in {path}: {error.Message}";
        }
    }

    /// <summary>All that is known, by exercise, and what the learner must know about the file.</summary>
    public async Task<(IReadOnlyDictionary<string, ExerciseProgress> Exercises, string? Notice)> ReadAsync()
    {
        if (!File.Exists(path)) return (new Dictionary<string, ExerciseProgress>(), null);
        try
        {
            await using var held = await LockAsync();
            return await LoadAsync();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (new Dictionary<string, ExerciseProgress>(), $"Your progress could not be read from {path}: {error.Message}");
        }
    }

    private async Task<(SortedDictionary<string, ExerciseProgress> Exercises, string? Notice)> LoadAsync()
    {
        var none = new SortedDictionary<string, ExerciseProgress>(StringComparer.Ordinal);
        if (!File.Exists(path)) return (none, null);
        var bytes = await File.ReadAllBytesAsync(path);
        try
        {
            var content = JsonSerializer.Deserialize<Content>(bytes, Json) ?? throw new JsonException("it holds null");
            if (content.Exercises.FirstOrDefault(entry => entry.Value is null) is { Key: { } id }) throw new JsonException($"nothing under {id}");
            return content.Version switch
            {
                Version => (new(content.Exercises, StringComparer.Ordinal), null),
                VersionBeforeQueryingCameFirst => (new(content.Exercises.ToDictionary(entry => OfToday(entry.Key), entry => entry.Value), StringComparer.Ordinal), null),
                _ => (none, KeepAside($"version {content.Version} of its format; this course reads version {Version}")),
            };
        }
        catch (JsonException error)
        {
            return (none, KeepAside(error.Message));
        }
    }

    /// <summary>Today's id of an exercise that was recorded before the chapters 03 and 04 changed places.</summary>
    private static string OfToday(string id) => id.Split('.', 2) switch
    {
        ["03", var number] => "04." + number,
        ["04", var number] => "03." + number,
        _ => id,
    };

    private string KeepAside(string found)
    {
        var time = clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var folder = Path.GetDirectoryName(path)!;
        var aside = Enumerable.Range(1, int.MaxValue)
            .Select(n => Path.Combine(folder, n == 1 ? $"progress-unread-{time}.json" : $"progress-unread-{time}-{n.ToString(CultureInfo.InvariantCulture)}.json"))
            .First(candidate => !File.Exists(candidate));
        File.Move(path, aside);
        return $"Expected your progress in {path}, found {found}. Nothing is lost: the file is kept as {Path.GetFileName(aside)} beside it, and a new record begins. "
            + "If you can mend it, put it back under its old name.";
    }

    /// <summary>A lock on a file beside it: the system lets go of it when the process ends, however it ends.</summary>
    private async Task<FileStream> LockAsync()
    {
        for (var waited = TimeSpan.Zero; ; waited += LockInterval)
        {
            try
            {
                return new(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < LockTimeout)
            {
                await Task.Delay(LockInterval);
            }
        }
    }

    private sealed record Content(int Version, SortedDictionary<string, ExerciseProgress> Exercises);
}

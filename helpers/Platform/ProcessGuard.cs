using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace StorageCourse.Platform;

/// <summary>
/// Ends what this process has started, however this process ends: by a return, an exception, a kill -9.
/// A watcher (a shell in a session of its own) holds the end of a pipe. When the pipe closes it ends the registered processes, every process
/// that inherited this session's mark, and their descendants; then it removes the session's folder.
/// At its start it does the same for sessions whose watcher died too.
/// </summary>
/// <remarks>On Windows there is no watcher: servers run in containers there.</remarks>
public static class ProcessGuard
{
    /// <summary>The environment variable that marks everything this session starts.</summary>
    public const string SessionVariable = "COURSE_SESSION";

    private const string Prefix = "storage-course-";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly string Session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private static readonly Lazy<Process?> Watcher = new(StartWatcher);
    private static readonly Lazy<string> Folder = new(CreateFolder);
    private static readonly Lock Register = new();

    /// <summary>
    /// Marks this process as the head of a session: children started from now on inherit the mark, and end with it.
    /// Returns at once; the watcher starts in the background.
    /// </summary>
    public static void MarkThisProcess()
    {
        Environment.SetEnvironmentVariable(SessionVariable, Session);
        _ = Task.Run(() => Watcher.Value);
    }

    /// <summary>
    /// This session's folder for temporary files, removed with everything in it at the end. Only this user can list it; where this user is root,
    /// others can pass through it, to folders that were made for them.
    /// </summary>
    public static string SessionFolder => Folder.Value;

    /// <summary>Has a process and its descendants ended with this session.</summary>
    /// <param name="processId">A running process.</param>
    /// <param name="signal">What asks it to end without delay; a second later it is killed.</param>
    public static void End(int processId, Signal signal = Signal.Terminate) => Note(string.Create(CultureInfo.InvariantCulture,
        $"process {processId} {SystemProcess.Find(processId)?.Start ?? "-"} {signal switch { Signal.Kill => "KILL", Signal.Quit => "QUIT", Signal.Interrupt => "INT", _ => "TERM" }}"));

    /// <summary>Has a file outside the session's folder removed when the session has ended.</summary>
    public static void RemoveFile(string path) => Note($"file {path}");

    /// <summary>Has a segment of System V shared memory removed when the session has ended, if nobody is attached to it then.</summary>
    public static void RemoveSharedMemory(int id) => Note(string.Create(CultureInfo.InvariantCulture, $"shm {id}"));

    /// <summary>Has the containers with a label removed when a session has ended. The watcher needs Docker's command line or curl, see <see cref="CanRemoveContainers"/>.</summary>
    /// <param name="engine">The Docker engine, as DOCKER_HOST names it.</param>
    /// <param name="label">"key=value", without blanks.</param>
    /// <param name="sessionFolder">The folder of that session: this one's, or <see cref="CourseEnvironment.RunFolder"/>.</param>
    public static void RemoveContainers(Uri engine, string label, string sessionFolder)
    {
        _ = Watcher.Value;
        lock (Register) File.AppendAllText(Path.Combine(sessionFolder, "guard"), $"containers {label} {engine.OriginalString}\n");
    }

    /// <summary>Whether the watcher can remove containers of a Docker engine.</summary>
    public static bool CanRemoveContainers(Uri engine) => !OperatingSystem.IsWindows()
        && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder =>
            File.Exists(Path.Combine(folder, "docker")) || (engine.Scheme == "unix" && File.Exists(Path.Combine(folder, "curl"))));

    /// <summary>Who heads this session: the process's number, its start, and the space in which the number means something; "-" for what the system does not tell.</summary>
    public static string Owner { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessId} {SystemProcess.Find(Environment.ProcessId)?.Start ?? "-"} {new FileInfo("/proc/self/ns/pid").LinkTarget ?? "-"}");

    /// <summary>Who heads the session of a folder, as <see cref="Owner"/> says it.</summary>
    public static string OwnerOf(string sessionFolder) => File.ReadLines(Path.Combine(sessionFolder, "guard")).First()["owner ".Length..];

    /// <summary>Whether an <see cref="Owner"/> is a process of this machine that has ended.</summary>
    public static bool HasEnded(string owner)
    {
        if (owner.Split(' ') is not [var id, var start, var space] || space != Owner.Split(' ')[2] || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        if (start != "-") return !SystemProcess.IsAlive(number, start);
        try
        {
            using var process = Process.GetProcessById(number);
            return process.HasExited;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static void Note(string line)
    {
        _ = Watcher.Value;
        lock (Register) File.AppendAllText(Path.Combine(SessionFolder, "guard"), line + "\n");
    }

    private static string FolderPath => Path.Combine(TemporaryRoot(), Prefix + Session);

    /// <summary>Where temporary files go: the system's folder for them, or /tmp where other users can't reach that one and a server must run as another user.</summary>
    private static string TemporaryRoot()
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
        if (OperatingSystem.IsWindows() || !Posix.IsRoot) return root;
        for (var folder = root; folder is not null; folder = Path.GetDirectoryName(folder))
            if (Directory.Exists(folder) && !File.GetUnixFileMode(folder).HasFlag(UnixFileMode.OtherExecute))
                return "/tmp";
        return root;
    }

    private static string CreateFolder()
    {
        if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(FolderPath).FullName;
        _ = Watcher.Value;
        var mode = Posix.IsRoot ? Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Private;
        var path = Directory.CreateDirectory(FolderPath, mode).FullName;
        var guard = Path.Combine(path, "guard");
        using (new FileStream(guard, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            // Created empty first: the lines are appended, and the file is never readable for others.
        }

        File.AppendAllText(guard, $"owner {Owner}\n");
        return path;
    }

    private static Process? StartWatcher()
    {
        if (OperatingSystem.IsWindows()) return null;
        Environment.SetEnvironmentVariable(SessionVariable, Session);
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(Launcher);
        start.ArgumentList.Add("storage-course-launcher");
        start.ArgumentList.Add(WatcherScript.Text);
        start.ArgumentList.Add(FolderPath);
        start.ArgumentList.Add($"{SessionVariable}={Session}");
        // The watcher bears no mark itself, or an outer session's watcher would end it before its work is done.
        start.Environment.Remove(SessionVariable);
        return Process.Start(start);
    }

    // In a session of its own, and no child of ours: what ends our process group or tree leaves it alone.
    private const string Launcher =
        """
        exec 3<&0
        script=$1; shift
        set -- sh -c "$script" storage-course-watcher "$@"
        if command -v setsid >/dev/null 2>&1; then set -- setsid "$@"; fi
        cd /
        "$@" <&3 3<&- >/dev/null 2>&1 &
        """;
}

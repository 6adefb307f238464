using System.Diagnostics;
using StorageCourse.Platform;

namespace StorageCourse.Labs;

/// <summary>The private folder of one native server: its data, sockets and log. Mode 700, the server's user's own, gone with the session.</summary>
internal sealed class ServerFolder
{
    private static int count;

    private ServerFolder(string path, ServerUser? user)
    {
        Root = path;
        User = user;
    }

    /// <summary>The folder itself; sockets lie here.</summary>
    public string Root { get; }

    /// <summary>As whom the server runs; null for this process's user.</summary>
    public ServerUser? User { get; }

    /// <summary>The server's data folder.</summary>
    public string Data => Path.Combine(Root, "data");

    /// <summary>What the server writes to its standard streams.</summary>
    public string Log => Path.Combine(Root, "log");

    /// <summary>Makes the folder.</summary>
    public static ServerFolder Create(string name, ServerUser? user)
    {
        var path = Path.Combine(ProcessGuard.SessionFolder, $"{name}-{Interlocked.Increment(ref count)}");
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("native servers run on Linux and macOS; on Windows use containers");
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var folder = new ServerFolder(path, user);
        folder.Own(path);
        return folder;
    }

    /// <summary>Writes a file that only the server's user can read.</summary>
    public async Task<string> WriteAsync(string name, string content, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Root, name);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var writer = new StreamWriter(path, options))
            await writer.WriteAsync(content.AsMemory(), cancellationToken);
        Own(path);
        return path;
    }

    /// <summary>Makes a folder of the server's user.</summary>
    public string MakeFolder(string name)
    {
        var path = Directory.CreateDirectory(Path.Combine(Root, name)).FullName;
        Own(path);
        return path;
    }

    /// <summary>Starts a command as the server's user, in a session of its own, with its output in <see cref="Log"/>.</summary>
    public Process Start(IReadOnlyList<string> command)
    {
        // The shell execs, so the process that .NET knows is the server itself.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, WorkingDirectory = Root };
        string[] script = ["-c", """umask 077; log=$1; shift; exec "$@" >>"$log" 2>&1 </dev/null""", "sh", Log];
        IEnumerable<string> session = File.Exists("/usr/bin/setsid") ? ["setsid"] : [];
        foreach (var argument in script.Concat(session).Concat(User?.Prefix ?? []).Concat(command)) start.ArgumentList.Add(argument);
        // The same on every machine: times in UTC, messages in English.
        start.Environment["TZ"] = "UTC";
        start.Environment["LC_ALL"] = "C.UTF-8";
        // The session's own folder for temporary files may be closed to the server's user.
        start.Environment["TMPDIR"] = Root;
        return Process.Start(start)!;
    }

    /// <summary>Runs a command of the server's user to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message ends with its last lines.</exception>
    public async Task RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var process = Start(command);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(command[0])} ended with code {process.ExitCode}:\n{await LogTailAsync(10)}");
    }

    /// <summary>The last lines of the log.</summary>
    public async Task<string> LogTailAsync(int lines)
    {
        if (!File.Exists(Log)) return "";
        await using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var last = new Queue<string>();
        while (await reader.ReadLineAsync() is { } line)
        {
            last.Enqueue(line);
            if (last.Count > lines) last.Dequeue();
        }

        return string.Join('\n', last);
    }

    private void Own(string path)
    {
        if (User is { } user) Posix.ChangeOwner(path, user.UserId, user.GroupId);
    }
}

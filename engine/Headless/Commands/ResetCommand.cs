using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Headless.Commands;

/// <summary><c>course reset NN</c>: brings a chapter back as it was committed; what the learner wrote stays in a backup beside it.</summary>
internal static class ResetCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var chapters = new Argument<string[]>("chapters") { Description = "Chapters by number (06).", Arity = ArgumentArity.OneOrMore };
        var command = new Command("reset", "Bring a chapter's exercises back as they were; your answers are kept in a backup.") { chapters };
        command.SetAction((parsed, cancellationToken) => RunCommand.Guard(async () =>
        {
            var course = Course.Require();
            foreach (var notebook in course.Resolve(parsed.GetValue(chapters)!)) await ResetAsync(course, notebook, cancellationToken);
            return 0;
        }));
        return command;
    }

    private static async Task ResetAsync(Course course, NotebookFile notebook, CancellationToken cancellationToken)
    {
        var name = Path.GetRelativePath(course.Root, notebook.Path).Replace('\\', '/');
        var committed = await CommittedAsync(course, name, cancellationToken);
        var mine = await File.ReadAllBytesAsync(notebook.Path, cancellationToken);
        if (mine.AsSpan().SequenceEqual(committed))
        {
            Console.WriteLine($"{name} is as it was committed; nothing to do");
            return;
        }

        var time = DateTime.Now.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        var backup = $"{notebook.Path}.{time}.bak";
        await AtomicFile.WriteAsync(backup, mine, cancellationToken);
        await AtomicFile.WriteAsync(notebook.Path, committed, cancellationToken);
        Console.WriteLine($"{name} is as it was committed; yours is kept in {Path.GetFileName(backup)}");
    }

    private static async Task<byte[]> CommittedAsync(Course course, string name, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = course.Root, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["show", $"HEAD:./{name}"]) start.ArgumentList.Add(argument);
        try
        {
            using var git = Process.Start(start)!;
            using var content = new MemoryStream();
            var errors = git.StandardError.ReadToEndAsync(cancellationToken);
            await git.StandardOutput.BaseStream.CopyToAsync(content, cancellationToken);
            await git.WaitForExitAsync(cancellationToken);
            if (git.ExitCode == 0) return content.ToArray();
            throw new UsageException($"expected {name} in the last commit of {course.Root}; git says: {(await errors).Trim()}");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new UsageException("expected git on the PATH, which keeps the chapters as they were; install it, or fetch the chapter again");
        }
    }
}

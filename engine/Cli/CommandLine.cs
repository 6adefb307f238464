using System.CommandLine;
using System.CommandLine.Help;
using Spectre.Console;
using StorageCourse.Engine.Bench;
using StorageCourse.Engine.Headless.Commands;
using StorageCourse.Engine.Soak;

namespace StorageCourse.Engine.Cli;

/// <summary>The commands of <c>./course</c>.</summary>
internal static class CommandLine
{
    // After Ctrl-C a run ends its kernels and writes its report.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(10);

    /// <summary>Parses and runs; the result is the process's exit code.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        // A file or another program gets no colour codes.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Capabilities.Ansi = false;

        // Not a RootCommand: that is called after its file, and this one's users call it ./course.
        var root = new Command("course", "A hands-on course on backend storage: notebooks in C#, run on real servers.")
        {
            new HelpOption(),
            new VersionOption(),
            RunCommand.Create(),
            CheckCommand.Create(),
            ResetCommand.Create(),
            NewCommand.Create(),
            ProgressCommand.Create(),
            DoctorCommand.Create(),
            BenchCommand.Create(),
            SoakCommand.Create(),
            KernelCommand.Create(),
            StripCommand.Create(),
        };
        try
        {
            return await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopTime }).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("course: stopped").ConfigureAwait(false);
            return RunCommand.Stopped;
        }
        catch (Exception exception)
        {
            await Console.Error.WriteLineAsync($"course: {exception.Message}").ConfigureAwait(false);
            return RunCommand.Unusable;
        }
    }
}

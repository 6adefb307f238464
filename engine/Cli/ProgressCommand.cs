using System.CommandLine;

namespace StorageCourse.Engine.Cli;

/// <summary><c>course progress</c>: what a learner has solved, as a table and as a page. The helpers know the exercises and keep the record.</summary>
internal static class ProgressCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var command = new Command("progress", "Show what you have solved, chapter by chapter; writes a page to out/.");
        command.SetAction((_, cancellationToken) => HelperCell.RunAsync("Console.Write(await ProgressReport.WritePageAsync())", cancellationToken));
        return command;
    }
}

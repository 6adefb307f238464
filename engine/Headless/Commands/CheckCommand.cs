using System.CommandLine;
using Spectre.Console;
using StorageCourse.Engine.Headless.Reporting;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Commands;

/// <summary><c>course check NN</c>: runs a learner's notebook and shows the exercises' grades and hints.</summary>
internal static class CheckCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var chapter = new Argument<string>("chapter") { Description = "A chapter by number (06), or an .ipynb file." };
        var path = new Argument<string?>("path") { Description = "Your copy of the chapter, where it is not the one in notebooks/.", Arity = ArgumentArity.ZeroOrOne };
        var kernel = RunCommand.Kernel("An installed Jupyter kernel, in place of the course's own.");
        var command = new Command("check", "Run your notebook and grade its exercises.") { chapter, path, kernel, RunCommand.NoInstall() };
        command.SetAction((parsed, cancellationToken) => RunCommand.Guard(async () =>
        {
            var course = Course.Require();
            var notebook = course.Resolve(parsed.GetValue(path) ?? parsed.GetValue(chapter)!);
            // Grades never depend on times.
            var options = new RunOptions { Grading = true, Measure = false, OutputFolder = Path.Combine(course.Root, "out") };
            if (parsed.GetValue(kernel) is { } name) options = options with { Kernel = RunCommand.FindKernel(name) };
            var report = await RunCommand.RunAsync(course, [notebook], options, (_, _) => Task.CompletedTask, cancellationToken);
            AnsiConsole.Write(Render(report.Notebooks[0]));
            return report.WasStopped ? RunCommand.Stopped : IsDone(report.Notebooks[0]) ? 0 : RunCommand.Failed;
        }));
        return command;
    }

    private static bool IsDone(NotebookReport notebook) =>
        notebook.Problems.Count == 0 && notebook.Exercises.All(exercise => exercise.Status is OutcomeStatus.Passed or OutcomeStatus.Skipped);

    private static Rows Render(NotebookReport notebook)
    {
        var passed = notebook.Exercises.Count(exercise => exercise.Status == OutcomeStatus.Passed);
        var table = new Spectre.Console.Table().Border(TableBorder.None).HideHeaders().AddColumns("", "", "");
        table.Columns[0].NoWrap();
        table.Columns[1].NoWrap();
        foreach (var exercise in notebook.Exercises)
        {
            var color = exercise.Status switch
            {
                OutcomeStatus.Passed => "green",
                OutcomeStatus.Failed or OutcomeStatus.Error => "red",
                _ => "grey",
            };
            var grade = exercise.Status is { } status ? Words.Of(status) : "not reached";
            table.AddRow(
                $"[{color}]{Words.SignOf(exercise.Status)}[/]", $"[bold]{exercise.Id.EscapeMarkup()}[/]", $"{exercise.Title.EscapeMarkup()} [{color}]{grade}[/]");
            if (exercise.Detail.Length > 0) table.AddRow("", "", exercise.Detail.EscapeMarkup());
        }

        return new Rows(new Markup($"\n[bold]{notebook.Title.EscapeMarkup()}[/]: {passed} of {Words.Count(notebook.Exercises.Count, "exercise")} solved\n"), table);
    }
}

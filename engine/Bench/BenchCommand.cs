using System.CommandLine;
using Spectre.Console;
using StorageCourse.Engine.Headless;

namespace StorageCourse.Engine.Bench;

/// <summary><c>course bench</c>: the figures that the course promises, as medians, beside a calibration loop. Fails on no figure.</summary>
internal static class BenchCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var runs = new Option<bool>("--runs") { Description = "Measure whole runs of the course, too: --jobs 1 against --jobs 2, some minutes." };
        var command = new Command("bench", "Measure the engine: start-up, latency of a cell, memory over 1,000 cells.") { runs };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var course = Course.Require();
            var table = new Spectre.Console.Table().AddColumns("figure", "median", "aim", "");
            table.Columns[1].RightAligned();
            table.Columns[2].RightAligned();
            var figures = new EngineBench(course.Root).MeasureAsync(parsed.GetValue(runs), cancellationToken);
            await foreach (var figure in figures.ConfigureAwait(false))
            {
                Console.Error.WriteLine($"{figure.Name}: {figure.MedianText}");
                table.AddRow(Markup.Escape(figure.Name), figure.MedianText, figure.AimText, figure.Verdict);
            }

            AnsiConsole.Write(table);
            return 0;
        });
        return command;
    }
}

using System.CommandLine;

namespace StorageCourse.Engine.Headless.Commands;

/// <summary><c>course new NN "Title"</c>: lays out the files of a chapter, all of them, so that it passes its tests as an empty chapter.</summary>
internal static class NewCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var number = new Argument<string>("number") { Description = "The chapter's number (07)." };
        var title = new Argument<string>("title") { Description = "Its title (\"Query tuning\")." };
        var command = new Command("new", "Lay out the files of a new chapter.") { number, title };
        command.SetAction((parsed, cancellationToken) => RunCommand.Guard(async () =>
        {
            var chapter = NewChapter.Of(Course.Require(), parsed.GetValue(number)!, parsed.GetValue(title)!);
            foreach (var file in await chapter.WriteAsync(cancellationToken)) Console.WriteLine($"  {file}");
            Console.WriteLine($"It runs: ./course run {chapter.Number} --solved. What you do now stands in CONTRIBUTING.md, \"A new chapter\".");
            return 0;
        }));
        return command;
    }
}

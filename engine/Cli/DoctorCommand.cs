using System.CommandLine;
using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Host;

namespace StorageCourse.Engine.Cli;

/// <summary>
/// <c>course doctor</c>: what is here, what is missing, what to do. The helpers know; so this starts a kernel and runs the two
/// cells that a learner would run, which also shows that a kernel starts.
/// </summary>
internal static class DoctorCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "For programs." };
        var command = new Command("doctor", "Say what is here, what is missing, and what to do.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var examine = parsed.GetValue(json) ? "Console.Write((await Doctor.ExamineAsync()).ToJson())" : "Console.Write(await Doctor.ExamineAsync())";
            var environment = new Dictionary<string, string?> { [CourseEnvironment.Headless] = "1" };
            await using var kernel = await KernelProcess.StartAsync(
                RunOptions.OwnKernel, Path.Combine(Course.Require().Root, "notebooks"), environment, cancellationToken).ConfigureAwait(false);
            foreach (var cell in new[] { "#!import ../helpers/setup.csx", examine })
            {
                await foreach (var message in kernel.Client.ExecuteAsync(cell, null, cancellationToken).ConfigureAwait(false))
                {
                    if (message is StreamText text) Console.Write(text.Text);
                    if (message is not ErrorOutput error) continue;
                    await Console.Error.WriteLineAsync(string.Join('\n', error.Traceback)).ConfigureAwait(false);
                    return 1;
                }
            }

            Console.WriteLine();
            return 0;
        });
        return command;
    }
}

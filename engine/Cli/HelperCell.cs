using StorageCourse.Engine.Headless;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Cli;

/// <summary>Asks the helpers by the door that a learner uses: starts a kernel and runs the two cells that a learner would run.</summary>
internal static class HelperCell
{
    /// <summary>Imports the helpers, runs a cell, prints what it writes to the console.</summary>
    /// <returns>The exit code: 1 after an error, which is printed.</returns>
    public static async Task<int> RunAsync(string cell, CancellationToken cancellationToken)
    {
        var root = Course.Require().Root;
        var environment = new Dictionary<string, string?> { [CourseEnvironment.Headless] = "1", [CourseEnvironment.Root] = root };
        await using var kernel = await KernelProcess.StartAsync(RunOptions.OwnKernel, Path.Combine(root, "notebooks"), environment, cancellationToken).ConfigureAwait(false);
        foreach (var source in new[] { "#!import ../helpers/setup.csx", cell })
        {
            await foreach (var message in kernel.Client.ExecuteAsync(source, null, cancellationToken).ConfigureAwait(false))
            {
                if (message is StreamText text) Console.Write(text.Text);
                if (message is not ErrorOutput error) continue;
                await Console.Error.WriteLineAsync(string.Join('\n', error.Traceback)).ConfigureAwait(false);
                return 1;
            }
        }

        Console.WriteLine();
        return 0;
    }
}

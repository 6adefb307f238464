using System.CommandLine;
using System.Diagnostics;
using StorageCourse.Engine.Headless;

namespace StorageCourse.Tests.Headless;

/// <summary>The runner's commands in a process of their own: <c>Tests course run …</c>.</summary>
internal static class CourseProcess
{
    /// <summary>The program's entry.</summary>
    public static Task<int> MainAsync(string[] args) =>
        new RootCommand { RunCommand.Create(), CheckCommand.Create(), ResetCommand.Create() }
            .Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) });
}

using Microsoft.DotNet.Interactive;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.DotNetInteractive;

/// <summary>Where setup.csx finds this engine's side of the seam.</summary>
public static class CourseSetup
{
    /// <summary>
    /// Makes the engine of the running cell the course's host. What is registered works from the next cell on. A second call keeps
    /// the host, whose kernels can't be taken out of the engine again.
    /// </summary>
    public static void Attach()
    {
        if (CourseHost.IsAvailable) return;
        try
        {
            Attach((CompositeKernel)Kernel.Root);
        }
        catch (Exception error)
        {
            // This engine's #!import shows no exception.
            Console.Error.WriteLine($"the course could not be set up on this engine: {error}");
            throw;
        }
    }

    /// <summary>Makes an engine the course's host.</summary>
    internal static void Attach(CompositeKernel root)
    {
        var folder = Path.GetDirectoryName(typeof(CourseSetup).Assembly.Location)!;
        // The course's kernel gets its folder from its kernelspec; here it is the folder above helpers/bin.
        if (CourseEnvironment.RootFolder is null) Environment.SetEnvironmentVariable(CourseEnvironment.Root, Path.GetFullPath(Path.Combine(folder, "..", "..")));
        HelperAssemblies.AnswerFrom(folder);
        NewerAssemblies.AnswerWithTheEnginesOwn();
        CourseHost.Current = new DotNetInteractiveHost(root);
    }
}

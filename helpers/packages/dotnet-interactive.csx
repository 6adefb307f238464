// The second implementation of helpers/Host: .NET Interactive (Polyglot Notebooks in VS Code, "dotnet-interactive jupyter", dotnet-repl).
// setup.csx loads this file where the engine is not the course's own. What is registered here works from the next cell on.

// All that Helpers.dll refers to. What the compiler had to find by itself it would bind anew when a package brings another
// version of it, and a lab from before would be of another type than a lab from then on.
#r "../bin/StorageCourse.Host.dll"
#r "../bin/StorageCourse.Docstore.dll"
#r "../bin/Dapper.dll"
#r "../bin/Npgsql.dll"
#r "../bin/Microsoft.Extensions.DependencyInjection.Abstractions.dll"
#r "../bin/Microsoft.Extensions.Logging.Abstractions.dll"
#load "dotnet-interactive/host.csx"

// A second run of the first cell (Run All twice) keeps the host, whose kernels can't be taken out of the engine again.
if (!StorageCourse.Host.CourseHost.IsAvailable)
{
    try
    {
        StorageCourse.Host.CourseHost.Current = DotNetInteractiveHost.Create();
    }
    catch (Exception error)
    {
        // This engine's #!import shows no exception.
        Console.Error.WriteLine($"the course could not be set up on this engine: {error}");
        throw;
    }
}

using StorageCourse.Host;
using StorageCourse.Labs;
using StorageCourse.Lessons.Charts;
using StorageCourse.Stores.Cells;
using StorageCourse.Stores.Mongo;
using StorageCourse.Stores.Redis;

namespace StorageCourse;

/// <summary>What setup.csx does: makes the course's languages and requirements known to the engine, and hands the front end what charts need.</summary>
public static class Setup
{
    /// <summary>Can be called again (Run All twice) without harm.</summary>
    public static void Run()
    {
        var host = CourseHost.Current;
        CellLanguages.Register(host);
        LabRequirements.Register(host);
        LibraryForms.WhenLoaded("Plotly.NET", PlotlyForms.Register);
        LibraryForms.WhenLoaded("StackExchange.Redis", RedisForms.Register);
        LibraryForms.WhenLoaded("MongoDB.Bson", MongoForms.Register);
        host.Display(ChartRuntime.Bundle());
    }
}

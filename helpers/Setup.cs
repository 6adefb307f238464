using StorageCourse.Host;
using StorageCourse.Labs;
using StorageCourse.Lessons.Charts;
using StorageCourse.Stores;

namespace StorageCourse;

/// <summary>What setup.csx does: makes the course's languages and requirements known to the engine, and hands the front end what charts need.</summary>
public static class Setup
{
    /// <summary>Can be called again (Run All twice) without harm.</summary>
    public static void Run()
    {
        var host = CourseHost.Current;
        AllStores.Register(host);
        AllStores.RegisterForms();
        LabRequirements.Register(host);
        LibraryForms.WhenLoaded("Plotly.NET", PlotlyForms.Register);
        host.Display(ChartRuntime.Bundle());
    }
}

using Plotly.NET;
using StorageCourse.Host;

namespace StorageCourse.Lessons.Charts;

/// <summary>Has charts that a notebook makes with Plotly.NET drawn as the course's are: with its template, by the page's own plotly.js.</summary>
internal static class PlotlyForms
{
    public static void Register()
    {
        // The defaults cost a tenth of a second, which the course's own charts need not pay.
        LibraryForms.WhenLoaded("Plotly.NET.CSharp", CourseTemplate.BecomeDefault);
        CourseHost.Current.Register(ValueForm.For((GenericChart chart) => new PlotlyChart(chart)));
    }
}

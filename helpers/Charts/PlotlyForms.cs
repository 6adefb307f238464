using Plotly.NET;
using StorageCourse.Host;

namespace StorageCourse.Charts;

/// <summary>Has charts that a notebook makes with Plotly.NET drawn as the course's are: with its template, by the page's own plotly.js.</summary>
internal static class PlotlyForms
{
    public static void Register()
    {
        CourseTemplate.BecomeDefault();
        CourseHost.Current.Register(ValueForm.For((GenericChart chart) => new PlotlyChart(chart)));
    }
}

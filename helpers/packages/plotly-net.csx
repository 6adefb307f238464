#r "nuget: Plotly.NET, 5.1.0"
#r "nuget: Plotly.NET.CSharp, 0.13.0"

/// <summary>Plotly.NET's charts, drawn by the notebook's own plotly.js. What that library writes itself loads plotly.js from its makers' server.</summary>
public static class PlotlyNet
{
    /// <summary>A chart as the course shows it, for what wants it by hand: a cell's result and display(…) need no call.</summary>
    public static StorageCourse.PlotlyChart Of(Plotly.NET.GenericChart chart) =>
        StorageCourse.PlotlyChart.FromJson(Plotly.NET.GenericChart.toJson(chart));

    internal static void RegisterForm() =>
        StorageCourse.Host.CourseHost.Current.Register(StorageCourse.Host.ValueForm.For((Plotly.NET.GenericChart chart) => Of(chart)));
}

PlotlyNet.RegisterForm();

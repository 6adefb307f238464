using System.Text.Json.Nodes;
using Plotly.NET;

namespace StorageCourse.Lessons.Charts;

/// <summary>Plotly.NET's objects as C# writes them: by the names that plotly.js has, without the options and lists of F#.</summary>
internal static class PlotlyObjects
{
    /// <summary>A nested object.</summary>
    public static DynamicObj.DynamicObj Of(params ReadOnlySpan<(string Name, object? Value)> members) => new DynamicObj.DynamicObj().With(members);

    /// <summary>Sets members; one without a value is left out.</summary>
    public static T With<T>(this T target, params ReadOnlySpan<(string Name, object? Value)> members) where T : DynamicObj.DynamicObj
    {
        foreach (var (name, value) in members)
            if (value is not null) target.SetProperty(name, value);
        return target;
    }

    /// <summary>The figure as plotly.js reads it: {"data": […], "layout": {…}, "config": {…}}.</summary>
    public static JsonObject ToJson(this GenericChart chart) => JsonNode.Parse(GenericChart.toJson(chart))!.AsObject();
}

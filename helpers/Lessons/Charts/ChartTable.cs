using StorageCourse.Display;

namespace StorageCourse.Lessons.Charts;

/// <summary>A chart's figures as a table, for those who don't see the picture or want the numbers.</summary>
internal static class ChartTable
{
    public static Table Of(Chart chart)
    {
        if (chart.Field is { } field) return OfField(field);

        // Series with other positions than the first get rows of their own, so positions are the union in order of appearance.
        var positions = chart.AllSeries.SelectMany(series => series.Positions).Distinct().ToList();
        var sideways = chart.AllSeries.Any(series => series.IsSideways);
        var columns = new List<TableColumn> { new((sideways ? chart.YAxis : chart.XAxis).Title, "") };
        foreach (var series in chart.AllSeries)
        {
            columns.Add(new(series.Name, (sideways ? chart.XAxis : chart.YAxis).Title));
            if (series.Low is not null) columns.Add(new("from", series.Name));
            if (series.High is not null) columns.Add(new("to", series.Name));
        }

        var rows = positions.ConvertAll(position => Row(chart, position));
        return new(columns, rows, rows.Count);
    }

    private static List<object?> Row(Chart chart, object position)
    {
        var row = new List<object?> { position };
        foreach (var series in chart.AllSeries)
        {
            var at = series.Positions.TakeWhile(other => !other.Equals(position)).Count();
            row.Add(At(series.Values, at));
            if (series.Low is not null) row.Add(At(series.Low, at));
            if (series.High is not null) row.Add(At(series.High, at));
        }

        return row;
    }

    private static decimal? At(IReadOnlyList<double> values, int index) =>
        index < values.Count && double.IsFinite(values[index]) ? Figures.Rounded(values[index]) : null;

    private static Table OfField(HeatMap field)
    {
        var rows = field.Rows.Select((name, i) => (IReadOnlyList<object?>)
            [name, .. field.Labels is { } labels ? labels[i].Cast<object?>() : field.Values[i].Select(value => double.IsFinite(value) ? (object?)Figures.Rounded(value) : null)]).ToList();
        return new([new("", ""), .. field.Columns.Select(name => new TableColumn(name, field.Unit))], rows, rows.Count);
    }
}

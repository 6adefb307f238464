using System.Globalization;
using System.Net;
using System.Text;

namespace StorageCourse.Lessons.Exercises;

/// <summary>A report of progress as HTML: a page of its own, or what stands under a notebook's cell. Needs no script and no other file.</summary>
internal static class ProgressHtml
{
    private const double RingRadius = 48;
    private const int Weeks = 14;
    private static readonly string Style = ReadStyle();

    /// <summary>A whole page, light or dark as the reader's system is.</summary>
    public static string Page(ProgressReport report) =>
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>Your progress</title>\n"
        + "<style>:root{color-scheme:light dark}body{margin:2.5rem auto;padding:0 1.5rem;max-width:76rem;font:16px/1.5 system-ui,sans-serif;color:light-dark(#1d2126,#e6e8ea);background:light-dark(#fff,#15181b)}</style></head>\n"
        + $"<body>{Fragment(report)}</body></html>\n";

    /// <summary>For a notebook: inherits the colours of the text around it.</summary>
    public static string Fragment(ProgressReport report)
    {
        var html = new StringBuilder("<section class=\"sc-progress\"><style>").Append(Style).Append("</style>\n");
        foreach (var notice in report.Notices) html.Append(CultureInfo.InvariantCulture, $"<p class=\"notice\">{Text(notice)}</p>\n");
        html.Append("<header>").Append(Ring(report.Solved, report.Exercises.Count())).Append("<div class=\"words\"><h1>").Append(Headline(report)).Append("</h1><p>").Append(Text(report.Summary)).Append(FirstTime(report)).Append("</p>");
        if (report.Next is { } next) html.Append(CultureInfo.InvariantCulture, $"<p class=\"next\">Next: <strong>{Text(next.Id)}</strong> · {Text(next.Title)}</p>");
        html.Append("</div>").Append(Days(report)).Append("</header>\n<div class=\"chapters\">\n");
        foreach (var chapter in report.Chapters) html.Append(Card(chapter));
        return html.Append("</div></section>").ToString();
    }

    private static string Headline(ProgressReport report) => report switch
    {
        { Solved: 0 } => "Everything is before you",
        { Next: null } => "All solved",
        _ => "Your progress",
    };

    private static string FirstTime(ProgressReport report)
    {
        var first = report.Exercises.Count(exercise => exercise is { IsSolved: true, Record.Attempts: 1 });
        return first == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" · {first} at the first attempt");
    }

    private static string Ring(int solved, int all)
    {
        var length = 2 * Math.PI * RingRadius;
        var done = all == 0 ? 0 : length * solved / all;
        var arc = solved == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"<circle class=\"arc\" cx=\"60\" cy=\"60\" r=\"{RingRadius}\" stroke-dasharray=\"{done:0.##} {length:0.##}\"/>");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<svg class=\"ring\" viewBox=\"0 0 120 120\" role=\"img\" aria-label=\"{solved} of {all} exercises solved\"><circle cx=\"60\" cy=\"60\" r=\"{RingRadius}\"/>{arc}<text x=\"60\" y=\"66\">{solved}</text><text class=\"of\" x=\"60\" y=\"83\">of {all}</text></svg>");
    }

    /// <summary>The last weeks, a column each with Monday above: how many exercises were solved on a day.</summary>
    private static string Days(ProgressReport report)
    {
        var offset = report.Now.Offset;
        var counts = report.Exercises.Where(exercise => exercise.IsSolved)
            .CountBy(exercise => DateOnly.FromDateTime(exercise.Record!.Solved!.Value.ToOffset(offset).Date)).ToDictionary();
        if (counts.Count == 0) return "";
        var today = DateOnly.FromDateTime(report.Now.Date);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7) - (7 * (Weeks - 1)));
        var svg = new StringBuilder();
        for (var day = monday; day <= today; day = day.AddDays(1))
        {
            var (column, row) = Math.DivRem(day.DayNumber - monday.DayNumber, 7);
            var count = counts.GetValueOrDefault(day);
            var strength = count == 0 ? "" : $" class=\"d{Math.Min(3, count).ToString(CultureInfo.InvariantCulture)}\"";
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{column * 13}\" y=\"{row * 13}\" width=\"11\" height=\"11\" rx=\"2\"{strength}><title>{day:yyyy-MM-dd}: {count} solved</title></rect>");
        }

        var active = counts.Keys.Count(day => day >= monday);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"<div class=\"days\"><svg viewBox=\"0 0 {(Weeks * 13) - 2} 89\" role=\"img\" aria-label=\"exercises solved on {active} days of the last {Weeks} weeks\">{svg}</svg>solved on {active} {(active == 1 ? "day" : "days")} of the last {Weeks} weeks</div>");
    }

    private static string Card(ChapterProgress chapter)
    {
        var count = chapter.IsComplete ? "✓ complete" : string.Create(CultureInfo.InvariantCulture, $"{chapter.Solved} of {chapter.Exercises.Count}");
        var percent = chapter.Exercises.Count == 0 ? 0 : 100.0 * chapter.Solved / chapter.Exercises.Count;
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"<article{(chapter.IsComplete ? " class=\"complete\"" : "")}><h2><span class=\"number\">{Text(chapter.Number)}</span><span>{Text(chapter.Title)}</span><span class=\"count\">{count}</span></h2>");
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"bar\"><span style=\"width:{percent:0.#}%\"></span></div><ul>");
        foreach (var exercise in chapter.Exercises)
        {
            var kind = exercise.IsSolved ? "solved" : exercise.Record is null ? "open" : "tried";
            html.Append(CultureInfo.InvariantCulture, $"<li class=\"{kind}\"><span class=\"sign\" title=\"{kind}\">{exercise.Sign}</span><span class=\"id\">{Text(exercise.Id)}</span><span class=\"title\">{Text(exercise.Title)}</span>{How(exercise)}</li>");
        }

        return html.Append("</ul></article>\n").ToString();
    }

    private static string How(ExerciseStanding exercise)
    {
        if (exercise.Record is not { } record) return "";
        var attempts = record.Attempts == 1 ? "1 attempt" : string.Create(CultureInfo.InvariantCulture, $"{record.Attempts} attempts");
        var date = string.Create(CultureInfo.InvariantCulture, $"{record.Solved ?? record.Tried:yyyy-MM-dd}");
        return $"<span class=\"how\" title=\"{date}\">{attempts}</span>";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string ReadStyle()
    {
        using var stream = typeof(ProgressHtml).Assembly.GetManifestResourceStream("progress.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

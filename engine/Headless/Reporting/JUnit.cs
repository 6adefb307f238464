using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using StorageCourse.Engine.Headless.Running;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Reporting;

/// <summary>The report for CI services: a suite for each notebook, a case for each code cell, claim and exercise.</summary>
internal static class JUnit
{
    /// <summary>The report as XML.</summary>
    public static string Of(RunReport report)
    {
        var suites = report.Notebooks.Select(SuiteOf).ToList();
        var root = new XElement("testsuites", new XAttribute("name", "course run"), Totals(suites.SelectMany(suite => suite.Elements("testcase")), report.Elapsed), suites);
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + root + "\n";
    }

    private static XElement SuiteOf(NotebookReport notebook)
    {
        var cases = notebook.Cells.Select(cell => CellCase(notebook, cell))
            .Concat(notebook.Outcomes(OutcomeKind.Claim).Select(claim => ClaimCase(notebook, claim.Outcome)))
            .Concat(notebook.Exercises.Select(exercise => ExerciseCase(notebook, exercise)))
            // What no cell, claim or exercise stands for.
            .Concat(notebook.Problems.Where(problem => problem.Kind is "notebook" or "kernel" or "store")
                .Select(problem => Case(notebook, problem.Title, default, new XElement("failure", Message(problem.Title), Clean(problem.Detail)))))
            .ToList();
        return new XElement("testsuite", new XAttribute("name", Clean(notebook.Name)), Totals(cases, notebook.Elapsed), cases);
    }

    private static XElement CellCase(NotebookReport notebook, CellReport cell) => Case(
        notebook,
        string.Create(CultureInfo.InvariantCulture, $"cell {cell.Number}: {cell.FirstLine}"),
        cell.Elapsed,
        cell.Status switch
        {
            RunStatus.Failed => new XElement("failure", Message($"{cell.Error?.Name}: {cell.Error?.Message}"), Clean(Ansi.Strip(string.Join('\n', cell.Error?.Traceback ?? [])))),
            RunStatus.Skipped => new XElement("skipped", Message(cell.Outcomes.FirstOrDefault(outcome => outcome.Kind == OutcomeKind.Skip)?.Detail ?? "")),
            RunStatus.NotRun => new XElement("skipped", Message("not run: a cell before it failed, or the run was stopped")),
            _ => null,
        });

    private static XElement ClaimCase(NotebookReport notebook, Outcome claim) => Case(
        notebook,
        $"claim {claim.Id}: {claim.Title}",
        default,
        claim.Status switch
        {
            OutcomeStatus.Failed or OutcomeStatus.Error => new XElement("failure", Message(claim.Detail)),
            OutcomeStatus.Skipped => new XElement("skipped", Message(claim.Detail)),
            _ => null,
        });

    private static XElement ExerciseCase(NotebookReport notebook, ExerciseReport exercise)
    {
        var problem = notebook.Problems.FirstOrDefault(problem => problem.Kind == "exercise" && problem.Title.StartsWith($"exercise {exercise.Id} ", StringComparison.Ordinal));
        return Case(
            notebook,
            $"exercise {exercise.Id}: {exercise.Title}",
            default,
            (exercise.IsAsExpected, exercise.Status) switch
            {
                (false, _) => new XElement("failure", Message(problem?.Title ?? ""), Clean(problem?.Detail ?? exercise.Detail)),
                (_, null or OutcomeStatus.Skipped) => new XElement("skipped", Message(exercise.Detail)),
                _ => null,
            });
    }

    private static XElement Case(NotebookReport notebook, string name, TimeSpan time, XElement? result) => new(
        "testcase", new XAttribute("classname", Clean(notebook.Name)), new XAttribute("name", Clean(name)), Time(time), result);

    private static object[] Totals(IEnumerable<XElement> cases, TimeSpan time)
    {
        var all = cases.ToList();
        return
        [
            new XAttribute("tests", all.Count),
            new XAttribute("failures", all.Count(each => each.Element("failure") is not null)),
            new XAttribute("skipped", all.Count(each => each.Element("skipped") is not null)),
            Time(time),
        ];
    }

    private static XAttribute Time(TimeSpan time) => new("time", time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));

    private static XAttribute Message(string text) => new("message", Clean(text));

    // XML 1.0 has no room for most control characters.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isText = rune.Value > char.MaxValue || XmlConvert.IsXmlChar((char)rune.Value);
            clean.Append(isText ? rune : Rune.ReplacementChar);
        }

        return clean.ToString();
    }
}

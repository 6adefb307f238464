using System.Globalization;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;

namespace StorageCourse.Engine.Headless.Answers;

/// <summary>
/// Reads answers from Markdown: fences whose info string is a language and then <c>exercise=06.2</c>, and, in the file of trials,
/// <c>wrong="why"</c> or <c>alternative</c>. <c>part=2</c> continues the answer before it in the exercise's next stub cell.
/// </summary>
internal static partial class AnswerFile
{
    /// <summary>The answers of a file, in their order.</summary>
    /// <param name="path">The file.</param>
    /// <param name="areTrials">Whether the file holds wrong and alternative answers rather than solutions.</param>
    /// <exception cref="UsageException">A fence can't be understood.</exception>
    public static IReadOnlyList<Answer> Read(string path, bool areTrials) => Parse(File.ReadAllText(path), Path.GetFileName(path), areTrials);

    internal static IReadOnlyList<Answer> Parse(string markdown, string name, bool areTrials)
    {
        var answers = new List<Answer>();
        foreach (var fence in Markdown.Parse(markdown).Descendants<FencedCodeBlock>())
        {
            var marks = Mark().Matches(fence.Arguments ?? "").ToDictionary(
                match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim('"'), StringComparer.Ordinal);
            if (!marks.TryGetValue("exercise", out var exercise)) continue;
            var place = string.Create(CultureInfo.InvariantCulture, $"{name}:{fence.Line + 1}");
            var text = fence.Lines.ToString();
            if (marks.TryGetValue("part", out var part) && part != "1")
            {
                if (answers.Count == 0 || answers[^1].Exercise != exercise)
                    throw new UsageException($"{place}: expected part={part} to follow the part before it of exercise {exercise}");
                answers[^1] = answers[^1] with { Parts = [.. answers[^1].Parts, text] };
                continue;
            }

            answers.Add(new Answer(exercise, KindOf(marks, areTrials, place), marks.GetValueOrDefault("wrong", ""), [text], place));
        }

        return answers;
    }

    private static AnswerKind KindOf(Dictionary<string, string> marks, bool areTrials, string place) =>
        (areTrials, marks.ContainsKey("wrong"), marks.ContainsKey("alternative")) switch
        {
            (false, false, false) => AnswerKind.Solution,
            (true, true, false) => AnswerKind.Wrong,
            (true, false, true) => AnswerKind.Alternative,
            (false, _, _) => throw new UsageException($"{place}: expected a solution; wrong and alternative answers belong into tests/Notebooks/answers"),
            _ => throw new UsageException($"{place}: expected the fence to be marked wrong=\"why\" or alternative"),
        };

    [GeneratedRegex("""(?<name>[\w-]+)(?:=(?<value>"[^"]*"|\S+))?""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mark();
}

using System.Collections.Concurrent;
using System.Net;
using StorageCourse.Host;
using StorageCourse.Lessons.Charts;

namespace StorageCourse.Lessons.Exercises;

/// <summary>Judges attempts, counts the failures that decide how concrete a hint is, brings back the state that an answer found.</summary>
/// <param name="registry">Where exercises are looked up.</param>
/// <param name="isSolved">In a solved run answers on file are judged one after another: none gets a hint, and each is undone.</param>
/// <param name="progress">Where verdicts are kept; null where they are not a learner's own.</param>
internal sealed class Examiner(ExerciseRegistry registry, bool isSolved, ProgressFile? progress = null)
{
    private readonly ConcurrentDictionary<string, int> failures = new(StringComparer.Ordinal);

    /// <summary>Judges an attempt and shows the verdict. Never throws for a wrong answer.</summary>
    /// <exception cref="ArgumentException">There is no such exercise.</exception>
    /// <exception cref="CellSkippedException">What the exercise needs can't be had here.</exception>
    public async Task<Outcome> ExamineAsync(IHost host, string id, Delegate? code)
    {
        var exercise = registry[id];
        var attempt = new Attempt(host, id, code);
        var verdict = await JudgeAsync(exercise, attempt);
        var hint = Count(exercise, verdict.Status);
        verdict = await UndoAsync(exercise, attempt, verdict);
        var outcome = new Outcome(OutcomeKind.Exercise, id, verdict.Status, exercise.Title, hint is null ? verdict.Detail : $"{verdict.Detail} {hint}");
        host.Display(Render(outcome, verdict.Detail, hint));
        if (progress is not null && await progress.RecordAsync(id, verdict.Status) is { } notice) host.Display(Bundle.Text(notice));
        return outcome;
    }

    private static async Task<Verdict> JudgeAsync(Exercise exercise, Attempt attempt)
    {
        try
        {
            return await exercise.JudgeAsync(attempt);
        }
        catch (Exception exception) when (exception is not (CellSkippedException or ThreadInterruptedException))
        {
            return Find<NotAttempted>(exception) is { } stub ? Verdict.NotAttempted(stub.Message) : Verdict.Threw(exception);
        }
    }

    private async Task<Verdict> UndoAsync(Exercise exercise, Attempt attempt, Verdict verdict)
    {
        var isKept = verdict.Status is OutcomeStatus.NotAttempted || (verdict.Status is OutcomeStatus.Passed && !isSolved);
        if (isKept || exercise.UndoAsync is null) return verdict;
        try
        {
            await exercise.UndoAsync(attempt);
            return verdict;
        }
        catch (Exception exception) when (exception is not (CellSkippedException or ThreadInterruptedException))
        {
            return new(OutcomeStatus.Error, $"{verdict.Detail} What the answer left behind could not be removed: {exception.Message}");
        }
    }

    private string? Count(Exercise exercise, OutcomeStatus status)
    {
        if (status == OutcomeStatus.Passed) failures.TryRemove(exercise.Id, out _);
        if (status is not (OutcomeStatus.Failed or OutcomeStatus.Error) || isSolved || exercise.Hints.Count == 0) return null;
        var count = Math.Min(failures.AddOrUpdate(exercise.Id, 1, (_, before) => before + 1), exercise.Hints.Count);
        return $"Hint {count}: {exercise.Hints[count - 1]}";
    }

    private static T? Find<T>(Exception exception)
        where T : Exception => exception switch
        {
            T found => found,
            AggregateException many => many.InnerExceptions.Select(Find<T>).FirstOrDefault(found => found is not null),
            { InnerException: { } inner } => Find<T>(inner),
            _ => null,
        };

    private static Bundle Render(Outcome outcome, string detail, string? hint)
    {
        var (mark, word, color) = outcome.Status switch
        {
            OutcomeStatus.Passed => ("✓", "right", "#009E73"),
            OutcomeStatus.Failed => ("✗", "not yet", "#D55E00"),
            OutcomeStatus.Error => ("✗", "error", "#D55E00"),
            _ => ("○", "not attempted", Palette.Neutral),
        };
        var hintHtml = hint is null ? "" : $"<br><em>{WebUtility.HtmlEncode(hint)}</em>";
        var html = $"<div style=\"border-left:4px solid {color};padding:.3em .8em;margin:.3em 0\"><strong style=\"color:{color}\">{mark} {word}</strong> "
            + $"<strong>{WebUtility.HtmlEncode(outcome.Id)} · {WebUtility.HtmlEncode(outcome.Title)}</strong><br>{WebUtility.HtmlEncode(detail)}{hintHtml}</div>";
        return Bundle.Html(html, $"{mark} {outcome.Id} · {outcome.Title}: {word} — {outcome.Detail}").With(MimeType.Outcome, outcome.ToJson());
    }
}

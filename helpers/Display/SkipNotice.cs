using System.Net;
using StorageCourse.Host;

namespace StorageCourse.Display;

/// <summary>What stands under a cell that was skipped, in every engine.</summary>
public static class SkipNotice
{
    /// <summary>The notice, with the outcome for the report.</summary>
    public static Bundle Render(CellSkippedException skip)
    {
        ArgumentNullException.ThrowIfNull(skip);
        var outcome = new Outcome(OutcomeKind.Skip, skip.Requirement, OutcomeStatus.Skipped, $"needs {skip.Requirement}", skip.Message);
        return Bundle.Html(
                $"<div style=\"border-left:.25em solid #8888;padding:.3em .8em;opacity:.8\">⤼ <b>skipped</b>: needs {WebUtility.HtmlEncode(outcome.Id)}. {WebUtility.HtmlEncode(outcome.Detail)}</div>",
                $"skipped: needs {outcome.Id}. {outcome.Detail}")
            .With(MimeType.Outcome, outcome.ToJson());
    }
}

using System.Net;
using StorageCourse.Host;

namespace StorageCourse.Engine.Display;

/// <summary>What stands under a cell that was skipped.</summary>
internal static class SkipNotice
{
    /// <summary>The notice, with the outcome for the report.</summary>
    public static Bundle Render(Outcome outcome) => Bundle.Html(
            $"<div style=\"border-left:.25em solid #8888;padding:.3em .8em;opacity:.8\">⤼ <b>skipped</b>: needs {WebUtility.HtmlEncode(outcome.Id)}. {WebUtility.HtmlEncode(outcome.Detail)}</div>",
            $"skipped: needs {outcome.Id}. {outcome.Detail}")
        .With(MimeType.Outcome, outcome.ToJson());
}

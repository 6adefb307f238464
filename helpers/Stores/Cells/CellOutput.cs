using System.Net;
using StorageCourse.Host;

namespace StorageCourse.Stores.Cells;

/// <summary>What stands under a cell: lines (command tags, notices) and tables, in the order in which they came.</summary>
internal sealed class CellOutput(IHost host)
{
    private const int MostLines = 500;
    private const int LongestTags = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private readonly List<string> lines = [];
    private IDisplayed? displayed;
    private long lastShown;
    private int omitted;
    private bool stale;
    private bool endsInTags;

    /// <summary>Adds what a statement without rows did. Those of statements that follow each other share a line, so that ten of them are no wall.</summary>
    public void Tag(string tag)
    {
        lock (gate)
        {
            if (endsInTags && omitted == 0 && lines[^1].Length + tag.Length < LongestTags)
            {
                lines[^1] += $"   {tag}";
                Change();
                return;
            }

            Line(tag);
            endsInTags = true;
        }
    }

    /// <summary>Adds a line to those on show; many in a short time are shown together.</summary>
    public void Line(string line)
    {
        lock (gate)
        {
            if (lines.Count < MostLines) lines.Add(line);
            else omitted++;
            endsInTags = false;
            Change();
        }
    }

    /// <summary>Shows a table or the like below what came before.</summary>
    public void Display(Bundle bundle)
    {
        Flush();
        host.Display(bundle);
    }

    /// <summary>Shows what is not on show yet; further lines begin a new block.</summary>
    public void Flush()
    {
        lock (gate)
        {
            if (stale) Show();
            lines.Clear();
            omitted = 0;
            endsInTags = false;
            displayed = null;
        }
    }

    private void Change()
    {
        stale = true;
        if (displayed is null || TimeProvider.System.GetElapsedTime(lastShown) > Interval) Show();
    }

    private void Show()
    {
        var shown = omitted == 0 ? lines : [.. lines, $"… and {omitted:N0} more lines"];
        var text = string.Join('\n', shown);
        var bundle = Bundle.Html($"<pre class=\"sc-note\">{WebUtility.HtmlEncode(text)}</pre>", text);
        if (displayed is null) displayed = host.Display(bundle);
        else displayed.Update(bundle);
        lastShown = TimeProvider.System.GetTimestamp();
        stale = false;
    }
}

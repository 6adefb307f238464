using System.Globalization;
using System.Net;
using System.Text;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Redis;

/// <summary>What stands under a Redis cell: its commands with their replies.</summary>
internal sealed class RedisTranscript(IHost host)
{
    private const int MostCommands = 200;
    private const int LongestCommand = 200;
    private readonly Lock gate = new();
    private readonly List<(RedisCommandLine Command, RespReply Reply)> replies = [];
    private readonly List<string> notes = [];
    private IDisplayed? displayed;
    private TimeSpan elapsed;
    private int roundTrips;

    /// <summary>How many replies have come.</summary>
    public int Count => replies.Count;

    /// <summary>The last reply.</summary>
    public RespReply? Last => replies.Count == 0 ? null : replies[^1].Reply;

    public void Note(string note)
    {
        lock (gate) notes.Add(note);
    }

    /// <summary>What the server sent unasked.</summary>
    public void Push(RespReply push) => Note("(push) " + RespText.Format(push));

    public void Reply(RedisCommandLine command, RespReply reply)
    {
        lock (gate) replies.Add((command, reply));
    }

    public void RoundTrip(TimeSpan time)
    {
        roundTrips++;
        elapsed += time;
    }

    /// <param name="pipelined">How many commands the last batch held.</param>
    /// <param name="following">How many commands of the cell were not sent.</param>
    /// <exception cref="CellException">A reply is an error.</exception>
    public void ThrowOnError(int pipelined, int following)
    {
        var first = replies.FindIndex(one => one.Reply.IsError);
        if (first < 0) return;
        var (command, reply) = replies[first];
        var behind = replies.Count - 1 - first;
        // The first word of an error is its code: WRONGTYPE, ERR, NOAUTH, …
        var end = reply.Text.IndexOf(' ', StringComparison.Ordinal);
        var (code, text) = end < 0 ? ("ERR", reply.Text) : (reply.Text[..end], reply.Text[(end + 1)..]);
        var message = new StringBuilder($"{text}\nline {command.Line}: {Shorten(command.Source)}");
        if (behind > 0 && pipelined > 1)
        {
            message.Append(CultureInfo.InvariantCulture,
                $"\nThe {(behind == 1 ? "command" : $"{behind} commands")} behind it {(behind == 1 ? "was" : "were")} sent in the same pipeline and ran all the same: the replies are above.");
        }

        if (following > 0) message.Append(CultureInfo.InvariantCulture, $"\nThe last {following} of the cell did not run.");
        throw new CellException(code, message.ToString());
    }

    /// <summary>Shows it, or brings what is on show up to date.</summary>
    public void Show()
    {
        lock (gate)
        {
            if (replies.Count == 0 && notes.Count == 0) return;
            var bundle = Bundle.Html(Html(), Text());
            if (displayed is null) displayed = host.Display(bundle);
            else displayed.Update(bundle);
        }
    }

    private static string Shorten(string source)
    {
        var line = source.ReplaceLineEndings("⏎");
        return line.Length <= LongestCommand ? line : line[..LongestCommand] + "…";
    }

    private string Caption()
    {
        var commands = replies.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{replies.Count:N0} commands · {roundTrips} round trip{(roundTrips == 1 ? "" : "s")} · ");
        return commands + Duration.Format(elapsed);
    }

    private string Text()
    {
        var text = new StringBuilder();
        foreach (var note in notes) text.Append(note).Append('\n');
        if (replies.Count == 0) return text.ToString().TrimEnd('\n');
        foreach (var (command, reply) in replies.Take(MostCommands))
        {
            if (replies.Count > 1) text.Append("> ").Append(Shorten(command.Source)).Append('\n');
            text.Append(RespText.Format(reply)).Append('\n');
        }

        return text.Append(Omitted("\n")).Append(Caption()).ToString();
    }

    private string Html()
    {
        var html = new StringBuilder();
        foreach (var note in notes) html.Append("<pre class=\"sc-note\">").Append(WebUtility.HtmlEncode(note)).Append("</pre>");
        if (replies.Count == 0) return html.ToString();
        html.Append("<table class=\"sc-table sc-redis\" style=\"border-collapse:collapse\"><tbody>");
        foreach (var (command, reply) in replies.Take(MostCommands))
        {
            html.Append("<tr>");
            if (replies.Count > 1) html.Append("<td style=\"text-align:left;vertical-align:top\"><code>").Append(WebUtility.HtmlEncode(Shorten(command.Source))).Append("</code></td>");
            var colour = reply.IsError ? "color:#c0392b;" : "";
            html.Append("<td style=\"text-align:left;vertical-align:top\"><pre style=\"margin:0;").Append(colour).Append("\">")
                .Append(WebUtility.HtmlEncode(RespText.Format(reply))).Append("</pre></td></tr>");
        }

        return html.Append("</tbody></table><div class=\"sc-note\">").Append(WebUtility.HtmlEncode(Omitted(" · ") + Caption())).Append("</div>").ToString();
    }

    private string Omitted(string separator) => replies.Count <= MostCommands
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"first {MostCommands} of {replies.Count:N0} commands{separator}");
}

using System.Text;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Host;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>
/// The output of one cell, in the order in which it was made. The first of several small writes is sent at once, so that it is not lost
/// to a process that dies on the spot; what follows within <see cref="FlushAfter"/> is gathered, up to <see cref="FlushLength"/> characters.
/// What is beyond <see cref="Limit"/> is dropped with a notice; outcomes pass all the same, for the report must not lose a claim to a cell
/// that prints too much.
/// </summary>
internal sealed class CellOutput : ICellOutput
{
    /// <summary>The most that one cell may show, in bytes of UTF-8. What it clears does not count.</summary>
    public const long Limit = 10 << 20;

    private const int FlushLength = 32 << 10;
    private static readonly TimeSpan FlushAfter = TimeSpan.FromMilliseconds(20);

    private readonly Iopub iopub;
    private readonly MessageHeader parent;
    private readonly Func<string, bool, CancellationToken, Task<string>> ask;
    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private readonly Dictionary<string, long> displays = new(StringComparer.Ordinal);
    private string pendingStream = "stdout";
    private bool gathering;
    private bool cut;
    private long used;

    /// <param name="iopub">Where the output goes.</param>
    /// <param name="parent">The header of the request that the cell came in.</param>
    /// <param name="ask">Asks the front end for a line of input.</param>
    public CellOutput(Iopub iopub, MessageHeader parent, Func<string, bool, CancellationToken, Task<string>> ask)
    {
        this.iopub = iopub;
        this.parent = parent;
        this.ask = ask;
    }

    public void Stdout(string text) => Write("stdout", text);

    public void Stderr(string text) => Write("stderr", text);

    public void Display(Bundle bundle, string? displayId = null) => Show("display_data", bundle, displayId, null);

    public void UpdateDisplay(Bundle bundle, string displayId) => Show("update_display_data", bundle, displayId, null);

    /// <summary>The value of the cell's last expression.</summary>
    public void Result(Bundle bundle, int executionCount) => Show("execute_result", bundle, null, executionCount);

    public void Clear(bool wait)
    {
        lock (gate)
        {
            FlushPending(all: true);
            displays.Clear();
            used = 0;
            cut = false;
            iopub.Publish("clear_output", parent, json => json.WriteBoolean("wait", wait));
        }
    }

    public Task<string> ReadLineAsync(string prompt, bool password, CancellationToken cancellationToken)
    {
        Flush();
        return ask(prompt, password, cancellationToken);
    }

    /// <summary>Sends what was gathered.</summary>
    public void Flush()
    {
        lock (gate) FlushPending(all: true);
    }

    private void Write(string stream, string text)
    {
        if (text.Length == 0) return;
        lock (gate)
        {
            if (cut) return;
            var bytes = Encoding.UTF8.GetByteCount(text);
            var left = Limit - used;
            used += bytes;
            if (pendingStream != stream) FlushPending(all: true);
            pendingStream = stream;
            pending.Append(bytes <= left ? text : Prefix(text, left));
            if (bytes > left) Cut();
            else if (pending.Length >= FlushLength) FlushPending(all: false);
            else if (!gathering)
            {
                FlushPending(all: false);
                gathering = true;
                _ = GatherAsync();
            }
        }
    }

    private void Show(string type, Bundle bundle, string? displayId, int? executionCount)
    {
        lock (gate)
        {
            var bytes = bundle.Data.Sum(form => (long)Encoding.UTF8.GetByteCount(form.Value));
            var more = displayId is null ? bytes : Math.Max(0, bytes - displays.GetValueOrDefault(displayId));
            if (cut || used + more > Limit)
            {
                if (!cut) Cut();
                if (!bundle.Data.TryGetValue(MimeType.Outcome, out var outcome)) return;
                bundle = new Bundle(new Dictionary<string, string> { [MimeType.Outcome] = outcome });
            }
            else
            {
                used += more;
                if (displayId is not null) displays[displayId] = displays.GetValueOrDefault(displayId) + more;
                FlushPending(all: true);
            }

            iopub.Publish(type, parent, json =>
            {
                json.WriteBundle(bundle);
                if (executionCount is { } count) json.WriteNumber("execution_count", count);
                json.WriteStartObject("transient");
                if (displayId is not null) json.WriteString("display_id", displayId);
                json.WriteEndObject();
            });
        }
    }

    private void Cut()
    {
        FlushPending(all: true);
        cut = true;
        Send("stderr", $"\nOutput cut at {Limit >> 20} MiB: what else this cell shows is dropped.\n");
    }

    private async Task GatherAsync()
    {
        for (var more = true; more;)
        {
            // Not in the cell's own context: after an interrupt that runs nothing any more.
            await Task.Delay(FlushAfter).ConfigureAwait(false);
            lock (gate)
            {
                more = gathering = pending.Length > 0;
                FlushPending(all: true);
            }
        }
    }

    private void FlushPending(bool all)
    {
        if (pending.Length == 0) return;

        // A character may come in two halves; the first waits for the second.
        var half = !all && char.IsHighSurrogate(pending[^1]) ? pending[^1] : (char?)null;
        if (half is not null) pending.Length--;
        var text = pending.ToString();
        pending.Clear();
        if (half is { } first) pending.Append(first);
        if (text.Length > 0) Send(pendingStream, text);
    }

    private void Send(string stream, string text) => iopub.Publish("stream", parent, json =>
    {
        json.WriteString("name", stream);
        json.WriteString("text", text);
    });

    private static string Prefix(string text, long bytes)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0) break;
            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json;
using StorageCourse.Engine.Jupyter.Client;
using StorageCourse.Engine.Notebook;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>Turns a kernel's messages into the outputs of a notebook's cells, and hears what they have to tell the runner.</summary>
internal sealed class OutputRecorder
{
    /// <summary>A cell's output beyond this many characters is dropped, with a notice: some kernels don't cut it themselves.</summary>
    internal const int Limit = 16 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly Dictionary<string, List<(NotebookCell Cell, JsonObject Output)>> displays = new(StringComparer.Ordinal);
    private readonly Dictionary<NotebookCell, CellState> states = [];
    private bool isClosed;

    /// <summary>Forgets a cell's outputs before it runs again.</summary>
    public void Reset(NotebookCell cell)
    {
        lock (gate)
        {
            cell.ClearOutputs();
            states.Remove(cell);
            foreach (var shown in displays.Values) shown.RemoveAll(entry => entry.Cell == cell);
        }
    }

    /// <summary>Adds what a message says to its cell.</summary>
    public void Record(NotebookCell cell, KernelMessage message)
    {
        lock (gate)
        {
            if (isClosed) return;
            var state = StateOf(cell);
            switch (message)
            {
                case ExecuteInput input:
                    cell.ExecutionCount = input.ExecutionCount;
                    break;
                case ClearOutput { Wait: true }:
                    state.ClearsNext = true;
                    break;
                case ClearOutput:
                    Clear(cell, state);
                    break;
                case UpdateDisplayData update:
                    Update(update);
                    break;
                case ExecuteReply:
                    break;
                default:
                    Append(cell, state, message);
                    break;
            }
        }
    }

    /// <summary>Adds an error that the runner found, not the kernel.</summary>
    public void Fail(NotebookCell cell, CellFailure failure)
    {
        lock (gate) cell.AppendError(failure.Name, failure.Message, failure.Traceback);
    }

    /// <summary>What a cell said to the runner; of several outcomes of one kind and id the last.</summary>
    public IReadOnlyList<Outcome> OutcomesOf(NotebookCell cell)
    {
        lock (gate) return states.TryGetValue(cell, out var state) ? [.. state.Outcomes] : [];
    }

    /// <summary>Runs <paramref name="read"/> while no message is being recorded.</summary>
    public T WhileStill<T>(Func<T> read)
    {
        lock (gate) return read();
    }

    /// <summary>Records no more: the notebook is now another's to read.</summary>
    public void Close()
    {
        lock (gate) isClosed = true;
    }

    private CellState StateOf(NotebookCell cell)
    {
        if (!states.TryGetValue(cell, out var state)) states[cell] = state = new CellState();
        return state;
    }

    private void Append(NotebookCell cell, CellState state, KernelMessage message)
    {
        if (state.ClearsNext) Clear(cell, state);
        if (!state.Takes(cell, SizeOf(message))) return;
        switch (message)
        {
            case StreamText stream:
                cell.AppendStream(stream.Name, stream.Text);
                break;
            case DisplayData display:
                Show(cell, cell.AppendDisplay(Object(display.Data), Object(display.Metadata)), display.DisplayId, display.Data);
                break;
            case ExecuteResult result:
                Show(cell, cell.AppendResult(Object(result.Data), Object(result.Metadata), result.ExecutionCount), result.DisplayId, result.Data);
                break;
            case ErrorOutput error:
                cell.AppendError(error.Name, error.Value, error.Traceback);
                break;
        }
    }

    private void Show(NotebookCell cell, JsonObject output, string? displayId, JsonElement data)
    {
        if (displayId is not null)
        {
            if (!displays.TryGetValue(displayId, out var shown)) displays[displayId] = shown = [];
            shown.Add((cell, output));
        }

        StateOf(cell).Hear(data);
    }

    private void Update(UpdateDisplayData update)
    {
        foreach (var (cell, output) in displays.GetValueOrDefault(update.DisplayId, []))
        {
            output["data"] = MultilineText.SplitBundle(Object(update.Data));
            output["metadata"] = Object(update.Metadata);
            StateOf(cell).Hear(update.Data);
        }
    }

    private void Clear(NotebookCell cell, CellState state)
    {
        cell.Json["outputs"] = new JsonArray();
        state.ClearsNext = false;
        foreach (var shown in displays.Values) shown.RemoveAll(entry => entry.Cell == cell);
    }

    private static JsonObject Object(JsonElement element) => JsonObject.Create(element) ?? [];

    private static int SizeOf(KernelMessage message) => message switch
    {
        StreamText stream => stream.Text.Length,
        DisplayData display => display.Data.GetRawText().Length,
        ExecuteResult result => result.Data.GetRawText().Length,
        _ => 0,
    };

    private sealed class CellState
    {
        private int size;

        public bool ClearsNext { get; set; }

        public List<Outcome> Outcomes { get; } = [];

        public bool Takes(NotebookCell cell, int more)
        {
            var was = size;
            size = (int)Math.Min((long)size + more, int.MaxValue);
            if (size <= Limit) return true;
            if (was <= Limit)
                cell.AppendStream("stderr", string.Create(CultureInfo.InvariantCulture, $"\n… the rest of this cell's output was dropped: it is longer than {Limit / 1024 / 1024} MiB\n"));
            return false;
        }

        public void Hear(JsonElement data)
        {
            if (!data.TryGetProperty(MimeType.Outcome, out var said)) return;
            foreach (var outcome in Outcome.ListFromJson(said.ValueKind == JsonValueKind.String ? said.GetString()! : said.GetRawText()))
            {
                Outcomes.RemoveAll(other => other.Kind == outcome.Kind && other.Id == outcome.Id);
                Outcomes.Add(outcome);
            }
        }
    }
}

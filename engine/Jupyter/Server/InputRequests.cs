using System.Collections.Concurrent;
using StorageCourse.Engine.Jupyter.Messages;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>Lines of input that cells wait for, on the stdin channel.</summary>
internal sealed class InputRequests(RouterSocket stdin, MessageWire wire, string session)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> waiting = new(StringComparer.Ordinal);

    /// <summary>Asks the front end that sent <paramref name="cell"/>: its stdin socket has the identity of its shell socket.</summary>
    public async Task<string> AskAsync(JupyterMessage cell, string prompt, bool password, CancellationToken cancellationToken)
    {
        var header = MessageHeader.Create(session, "input_request");
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting[header.Id] = answer;
        try
        {
            var content = MessageJson.Object(json =>
            {
                json.WriteString("prompt", prompt);
                json.WriteBoolean("password", password);
            });
            var frames = wire.Encode(new JupyterMessage([], header, cell.Header, MessageJson.EmptyObject, content));
            if (!stdin.Send(cell.Envelope[0], frames)) throw new InvalidOperationException("the front end takes no input: it has no stdin channel");
            // Not in the cell's own context: after an interrupt that runs nothing any more, and the next answer would be taken for this one's.
            return await answer.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            waiting.TryRemove(header.Id, out _);
        }
    }

    /// <summary>Hands an input_reply to the cell that waits for it. Some front ends leave its parent out; then the one cell that waits is meant.</summary>
    public void Answer(JupyterMessage message)
    {
        if (message.Header.Type != "input_reply") return;
        var asked = message.Parent is { } parent && waiting.TryGetValue(parent.Id, out var exact) ? exact : waiting.Values.FirstOrDefault();
        asked?.TrySetResult(message.ParseContent().String("value") ?? "");
    }
}

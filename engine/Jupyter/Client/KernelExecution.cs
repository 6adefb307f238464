using System.Threading.Channels;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>A request whose messages are awaited: those of iopub until "idle", and the reply.</summary>
internal sealed class KernelExecution(string? cellId)
{
    private readonly Channel<KernelMessage> messages = Channel.CreateUnbounded<KernelMessage>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock ending = new();
    private ExecuteReply? reply;
    private bool idle;

    /// <summary>The notebook's id of the cell, as it was given to ExecuteAsync.</summary>
    public string? CellId => cellId;

    /// <summary>The messages in the order of iopub, and the reply as the last.</summary>
    public ChannelReader<KernelMessage> Messages => messages.Reader;

    /// <summary>Takes a message of iopub; false where the execution has ended.</summary>
    public bool Take(JupyterMessage message)
    {
        if (message.Header.Type == "status")
        {
            if (message.ParseContent().String("execution_state") == "idle") End(isIdle: true, null);
            return true;
        }

        return IopubContent.Parse(message) is not { } output || messages.Writer.TryWrite(output);
    }

    /// <summary>Takes the reply of the shell.</summary>
    public void TakeReply(JupyterMessage message)
    {
        var content = message.ParseContent();
        var status = content.String("status") ?? "error";
        int? count = content.TryGetProperty("execution_count", out var number) && number.TryGetInt32(out var value) ? value : null;
        End(isIdle: false, new ExecuteReply(status, count, status == "error" ? IopubContent.ParseError(content) : null));
    }

    /// <summary>Nothing more will come.</summary>
    public void Fail(Exception reason) => messages.Writer.TryComplete(reason);

    private void End(bool isIdle, ExecuteReply? came)
    {
        lock (ending)
        {
            idle |= isIdle;
            reply ??= came;
            if (!idle || reply is null) return;
            if (messages.Writer.TryWrite(reply)) messages.Writer.TryComplete();
        }
    }
}

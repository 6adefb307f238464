using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>Answers one type of request aside, also while a cell runs.</summary>
internal abstract class RequestHandler(string type, KernelLog log) : IRequestHandler
{
    /// <inheritdoc/>
    public string Type => type;

    /// <inheritdoc/>
    public virtual void Handle(KernelRequest request) => _ = Task.Run(() => AnswerAsync(request));

    /// <summary>Sends the reply that <see cref="WriteReplyAsync"/> writes, or its error.</summary>
    protected async Task AnswerAsync(KernelRequest request)
    {
        request.Busy();
        try
        {
            var content = request.ParseContent();
            request.Reply(await MessageJson.ObjectAsync(reply => WriteReplyAsync(content, reply)));
        }
        catch (Exception e)
        {
            if (e is not NotSupportedException) log.Write($"{Type} failed: {e}");
            request.ReplyError(new CellError(e.GetType().Name, e.Message, []));
        }
        finally
        {
            request.Idle();
        }
    }

    /// <summary>Writes the reply's properties, its status first.</summary>
    /// <param name="content">The request's.</param>
    /// <param name="reply">Inside the reply's object.</param>
    protected abstract Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply);
}

using System.Text.Json;
using StorageCourse.Engine.Jupyter.Messages;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>shutdown_request: ends the kernel once the reply is on its way.</summary>
/// <param name="shutDown">Told whether the front end means to start the kernel again.</param>
/// <param name="log">For failures.</param>
internal sealed class ShutdownRequestHandler(Action<bool> shutDown, KernelLog log) : RequestHandler("shutdown_request", log)
{
    /// <inheritdoc/>
    public override void Handle(KernelRequest request)
    {
        var restart = MeansRestart(request.ParseContent());
        _ = Task.Run(async () =>
        {
            await AnswerAsync(request);
            shutDown(restart);
        });
    }

    /// <inheritdoc/>
    protected override Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply)
    {
        reply.WriteString("status", "ok");
        reply.WriteBoolean("restart", MeansRestart(content));
        return Task.CompletedTask;
    }

    private static bool MeansRestart(JsonElement content) => content.Bool("restart", otherwise: false);
}

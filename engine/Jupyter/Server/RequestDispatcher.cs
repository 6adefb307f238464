namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>Hands each message of a channel to the handler of its type.</summary>
internal sealed class RequestDispatcher(KernelLog log, params IEnumerable<IRequestHandler> handlers)
{
    private readonly Dictionary<string, IRequestHandler> handlers = handlers.ToDictionary(handler => handler.Type, StringComparer.Ordinal);

    /// <summary>Handles a message; one of unknown type is answered with an error.</summary>
    public void Dispatch(KernelRequest request) =>
        (handlers.GetValueOrDefault(request.Header.Type) ?? new UnknownRequestHandler(request.Header.Type, log)).Handle(request);
}

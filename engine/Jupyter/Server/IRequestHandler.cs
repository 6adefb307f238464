namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>What the kernel does about messages of one type.</summary>
internal interface IRequestHandler
{
    /// <summary>The message's type: "execute_request".</summary>
    string Type { get; }

    /// <summary>Called in the order in which messages came; whoever takes long does it aside, for the next message waits.</summary>
    void Handle(KernelRequest request);
}

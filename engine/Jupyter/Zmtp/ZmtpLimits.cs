namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>What a peer may ask of a socket before it is dropped.</summary>
/// <param name="Handshake">How long greeting and READY may take.</param>
/// <param name="MessageBytes">The longest message that is accepted, over all of its frames.</param>
/// <param name="QueueBytes">How much may wait for a peer that reads slowly. A single longer message may wait alone.</param>
/// <param name="Patience">How long a sender waits for room in a full queue; then the peer is dropped.</param>
internal sealed record ZmtpLimits(TimeSpan Handshake, long MessageBytes, long QueueBytes, TimeSpan Patience)
{
    /// <summary>10 s, 256 MiB, 64 MiB, 5 s.</summary>
    public static ZmtpLimits Default { get; } = new(TimeSpan.FromSeconds(10), 256 << 20, 64 << 20, TimeSpan.FromSeconds(5));

    /// <summary>The most frames in one message.</summary>
    public const int Frames = 4096;

    /// <summary>The longest command; READY and SUBSCRIBE are far shorter.</summary>
    public const int CommandBytes = 64 << 10;

    /// <summary>The most connections of one socket that may be in their handshake at once.</summary>
    public const int Handshakes = 256;
}

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>
/// XPUB (RFC 29): sends each message to the peers that subscribed to a prefix of its first frame. A subscriber that lags behind by more than
/// <see cref="ZmtpLimits.QueueBytes"/> holds up the publisher for <see cref="ZmtpLimits.Patience"/>, once, and is then dropped;
/// it may connect again and goes on with what is published from then on.
/// </summary>
internal sealed class PublisherSocket : IAsyncDisposable
{
    private readonly Lock publishing = new();
    private readonly Lock changing = new();
    private readonly ZmtpListener listener;
    private volatile Subscriber[] subscribers = [];

    public PublisherSocket(ZmtpEndpoint endpoint, ZmtpLimits limits) => listener = new ZmtpListener(endpoint, ZmtpSocketType.XPub, limits, ServeAsync);

    /// <summary>Where it listens.</summary>
    public ZmtpEndpoint Endpoint => listener.Endpoint;

    /// <summary>Sends to all who asked for it; messages of several threads go out in one order to all.</summary>
    public void Publish(params ReadOnlyMemory<byte>[] frames)
    {
        lock (publishing)
        {
            foreach (var subscriber in subscribers)
            {
                if (subscriber.Wants(frames[0].Span) && !subscriber.Connection.Send(frames)) Remove(subscriber);
            }
        }
    }

    public ValueTask DisposeAsync() => listener.DisposeAsync();

    private async Task ServeAsync(ZmtpConnection connection, CancellationToken cancellationToken)
    {
        var subscriber = new Subscriber(connection);
        lock (changing) subscribers = [.. subscribers, subscriber];
        try
        {
            while (await connection.ReceiveAsync(cancellationToken) is { } frames)
            {
                var change = frames[0];
                if (frames.Length == 1 && change.Length > 0) subscriber.Change(change.Span[0] == 1, change[1..].ToArray());
            }
        }
        finally
        {
            Remove(subscriber);
        }
    }

    private void Remove(Subscriber subscriber)
    {
        lock (changing) subscribers = [.. subscribers.Where(other => other != subscriber)];
    }

    private sealed class Subscriber(ZmtpConnection connection)
    {
        private volatile byte[][] topics = [];

        public ZmtpConnection Connection => connection;

        public bool Wants(ReadOnlySpan<byte> topic)
        {
            foreach (var wanted in topics)
            {
                if (topic.StartsWith(wanted)) return true;
            }

            return false;
        }

        public void Change(bool subscribe, byte[] topic)
        {
            if (subscribe)
            {
                topics = [.. topics, topic];
                return;
            }

            var index = Array.FindIndex(topics, known => known.AsSpan().SequenceEqual(topic));
            if (index >= 0) topics = [.. topics[..index], .. topics[(index + 1)..]];
        }
    }
}

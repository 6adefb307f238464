using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace StorageCourse.Platform;

/// <summary>
/// Ports of the loopback interface for a server that is yet to start. Another process may be faster to listen there: <see cref="StartAsync"/>
/// then tries others.
/// </summary>
public static class FreePort
{
    // Below the range from which Linux takes the ports of outgoing connections (32768 and up): a server can come back to its port later.
    private const int First = 10_000, Last = 32_000;
    private const int Attempts = 5;

    /// <summary>A port on which nothing listens now, from 10,000 to 31,999.</summary>
    public static int Find() => Find(1)[0];

    /// <summary>Ports, each another, on which nothing listens now, from 10,000 to 31,999.</summary>
    /// <param name="count">How many.</param>
    public static int[] Find(int count)
    {
        var found = new HashSet<int>();
        while (found.Count < count)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port)) found.Add(port);
        }

        return [.. found];
    }

    /// <summary>Starts a server on free ports; where another process was faster to listen there, on others.</summary>
    /// <param name="count">How many ports it needs.</param>
    /// <param name="start">Starts it, and leaves nothing behind where it fails.</param>
    /// <param name="isTaken">Whether a failure means that a port was taken.</param>
    public static async Task<T> StartAsync<T>(int count, Func<int[], Task<T>> start, Func<int[], Exception, bool> isTaken)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(isTaken);
        for (var attempt = 1; ; attempt++)
        {
            var ports = Find(count);
            try
            {
                return await start(ports).ConfigureAwait(false);
            }
            catch (Exception error) when (attempt < Attempts && isTaken(ports, error))
            {
                // Once more, elsewhere.
            }
        }
    }

    /// <summary>Whether a server could listen there now.</summary>
    public static bool IsFree(int port)
    {
        // Bound and not listening, it is in no other server's way: .NET and the servers of the course all set SO_REUSEADDR.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

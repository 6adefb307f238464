using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>Ports for a kernel that is yet to start.</summary>
internal static class FreePorts
{
    // Below the range from which Linux takes the ports of outgoing connections (32768 and up): one of those might else take
    // a port between our look and the kernel's.
    private const int First = 10_000, Last = 32_000;

    /// <summary>Ports of the loopback interface on which nobody listens now.</summary>
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

    private static bool IsFree(int port)
    {
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

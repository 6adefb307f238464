using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace StorageCourse.Labs;

/// <summary>Ports for servers, below the range from which systems take the ports of clients: a server can come back to its port later.</summary>
internal static class FreePort
{
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>A port on the loopback interface on which nothing listens.</summary>
    public static int Find()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            if (IsFree(port)) return port;
        }
    }

    /// <summary>Whether a server could listen there now.</summary>
    public static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

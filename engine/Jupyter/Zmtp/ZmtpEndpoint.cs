using System.Net;
using System.Net.Sockets;

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>Where a socket listens or connects: a TCP address, or the path of a Unix domain socket.</summary>
internal sealed record ZmtpEndpoint(string Host, int Port, string? Path = null)
{
    /// <summary>tcp://HOST:PORT; "*" means every interface. Port 0 lets the system choose.</summary>
    public static ZmtpEndpoint Tcp(string host, int port) => new(host, port);

    /// <summary>ipc://PATH</summary>
    public static ZmtpEndpoint Ipc(string path) => new("", 0, path);

    /// <summary>The address for the operating system.</summary>
    /// <exception cref="SocketException">The host's name is not known.</exception>
    public EndPoint ToEndPoint()
    {
        if (Path is not null) return new UnixDomainSocketEndPoint(Path);
        if (Host == "*") return new IPEndPoint(IPAddress.Any, Port);
        return new IPEndPoint(IPAddress.TryParse(Host, out var address) ? address : Dns.GetHostAddresses(Host)[0], Port);
    }

    /// <summary>A socket that fits the address; small messages leave at once.</summary>
    public static Socket CreateSocket(EndPoint address)
    {
        if (address is UnixDomainSocketEndPoint) return new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        return new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    public override string ToString() => Path is null ? string.Create(null, $"tcp://{Host}:{Port}") : $"ipc://{Path}";
}

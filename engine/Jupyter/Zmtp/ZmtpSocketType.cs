namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>The socket types that the Jupyter protocol uses, with their names on the wire.</summary>
internal sealed record ZmtpSocketType(string Name, params string[] Peers)
{
    public static readonly ZmtpSocketType Router = new("ROUTER", "DEALER", "REQ", "ROUTER");
    public static readonly ZmtpSocketType Dealer = new("DEALER", "ROUTER", "REP", "DEALER");
    public static readonly ZmtpSocketType XPub = new("XPUB", "SUB", "XSUB");
    public static readonly ZmtpSocketType Sub = new("SUB", "PUB", "XPUB");
    public static readonly ZmtpSocketType Req = new("REQ", "REP", "ROUTER");
    public static readonly ZmtpSocketType Rep = new("REP", "REQ", "DEALER");
}

namespace StorageCourse.Engine.Jupyter.Zmtp;

/// <summary>The peer does not keep to the protocol, or asks for what this side does not offer.</summary>
internal sealed class ZmtpException(string message) : IOException(message);

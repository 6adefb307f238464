using System.Text.Json;
using StorageCourse.Engine.Jupyter.Zmtp;

namespace StorageCourse.Engine.Jupyter;

/// <summary>Where a kernel listens and the key of its messages, as the file says that a front end hands to a kernel.</summary>
internal sealed record ConnectionFile(
    string Transport, string Ip, int ShellPort, int ControlPort, int IopubPort, int StdinPort, int HeartbeatPort, string Key)
{
    /// <summary>The only scheme that is in use.</summary>
    public const string SignatureScheme = "hmac-sha256";

    /// <summary>All five, in the order of the parameters.</summary>
    public IReadOnlyList<int> Ports => [ShellPort, ControlPort, IopubPort, StdinPort, HeartbeatPort];

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">The file is no connection file, or asks for a transport or scheme that is not offered.</exception>
    public static ConnectionFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var transport = root.TryGetProperty("transport", out var given) ? given.GetString()! : "tcp";
            if (transport is not ("tcp" or "ipc")) throw new InvalidDataException($"{path}: expected the transport tcp or ipc, got {transport}");
            var scheme = root.TryGetProperty("signature_scheme", out var named) ? named.GetString()! : SignatureScheme;
            if (scheme != SignatureScheme) throw new InvalidDataException($"{path}: expected the signature scheme {SignatureScheme}, got {scheme}");
            return new ConnectionFile(
                transport,
                root.GetProperty("ip").GetString()!,
                root.GetProperty("shell_port").GetInt32(),
                root.GetProperty("control_port").GetInt32(),
                root.GetProperty("iopub_port").GetInt32(),
                root.GetProperty("stdin_port").GetInt32(),
                root.GetProperty("hb_port").GetInt32(),
                root.TryGetProperty("key", out var key) ? key.GetString()! : "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: expected a Jupyter connection file: {e.Message}", e);
        }
    }

    /// <summary>Writes the file so that only its owner can read it.</summary>
    public void Write(string path, string kernelName = "")
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("transport", Transport);
        json.WriteString("ip", Ip);
        json.WriteNumber("shell_port", ShellPort);
        json.WriteNumber("control_port", ControlPort);
        json.WriteNumber("iopub_port", IopubPort);
        json.WriteNumber("stdin_port", StdinPort);
        json.WriteNumber("hb_port", HeartbeatPort);
        json.WriteString("signature_scheme", SignatureScheme);
        json.WriteString("key", Key);
        json.WriteString("kernel_name", kernelName);
        json.WriteEndObject();
    }

    /// <summary>The address of one of the ports. An ipc "port" is a suffix of the path that stands in place of the IP address.</summary>
    public ZmtpEndpoint Endpoint(int port) =>
        Transport == "ipc" ? ZmtpEndpoint.Ipc(string.Create(null, $"{Ip}-{port}")) : ZmtpEndpoint.Tcp(Ip, port);
}

using System.Globalization;

namespace StorageCourse.Tests.Docstore.Client;

/// <summary>A connection string: <c>mongodb://user:password@host:port,host2/database?options</c>. What this client can't do is refused by name.</summary>
internal sealed record MongoUri
{
    private const string Scheme = "mongodb://";
    private const int DefaultPort = 27017;

    /// <summary>The servers, in the order in which they are tried.</summary>
    public required IReadOnlyList<(string Host, int Port)> Hosts { get; init; }

    /// <summary>The user, or null to connect without one.</summary>
    public string? User { get; init; }

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "";

    /// <summary>The database of the path; null where there is none.</summary>
    public string? Database { get; init; }

    /// <summary>Where the user is known.</summary>
    public string AuthSource { get; init; } = "admin";

    /// <summary>Whether any member of a replica set will do; otherwise one that takes writes is looked for among the hosts.</summary>
    public bool DirectConnection { get; init; }

    /// <summary>Whether to speak TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>A PEM file with the authorities to trust instead of the system's, or null.</summary>
    public string? TlsCaFile { get; init; }

    /// <summary>A PEM file with the client's certificate and key, or null.</summary>
    public string? TlsCertificateKeyFile { get; init; }

    /// <summary>Whether a certificate of any authority will do.</summary>
    public bool TlsAllowInvalidCertificates { get; init; }

    /// <summary>Whether a certificate for another host will do.</summary>
    public bool TlsAllowInvalidHostnames { get; init; }

    /// <summary>What the server's log calls this client.</summary>
    public string AppName { get; init; } = "storage-course";

    /// <summary>How long to wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many connections may be open at once.</summary>
    public int MaxPoolSize { get; init; } = 100;

    /// <summary>The options as they stand in a connection string, the database of authentication always among them.</summary>
    public string OptionsText { get; private init; } = "authSource=admin";

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="FormatException">It is none, or has an option that this client doesn't have. The message never repeats the password.</exception>
    public static MongoUri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("mongodb+srv://", StringComparison.Ordinal)) throw new FormatException("mongodb+srv:// asks DNS for the servers, which this client can't: name them, mongodb://host:port");
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) throw new FormatException("expected mongodb://user:password@host:port/database, got another scheme");
        var rest = text[Scheme.Length..];
        var query = "";
        if (rest.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0) (rest, query) = (rest[..mark], rest[(mark + 1)..]);

        // The last @ before the path: passwords have to be escaped, but those with an @ are a common slip that can be understood.
        var at = rest.LastIndexOf('@');
        var userInfo = at < 0 ? null : rest[..at];
        if (at >= 0) rest = rest[(at + 1)..];
        string? database = null;
        if (rest.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0)
        {
            if (slash < rest.Length - 1) database = Unescape(rest[(slash + 1)..]);
            rest = rest[..slash];
        }

        var uri = new MongoUri { Hosts = [.. rest.Split(',').Select(ParseHost)], Database = database, AuthSource = database ?? "admin" };
        if (userInfo is not null)
        {
            var parts = userInfo.Split(':', 2);
            uri = uri with { User = Unescape(parts[0]), Password = parts.Length == 2 ? Unescape(parts[1]) : "" };
            if (uri.User.Length == 0) throw new FormatException("expected a user before the @, got none");
        }

        var options = query.Split('&', StringSplitOptions.RemoveEmptyEntries);
        foreach (var option in options)
        {
            var pair = option.Split('=', 2);
            if (pair.Length != 2 || pair[1].Length == 0) throw new FormatException($"expected options of the form name=value, got \"{pair[0]}\" without a value");
            uri = uri.WithOption(pair[0], Unescape(pair[1]));
        }

        // Said aloud, for it may have come from the path, and another database may take its place.
        var said = options.Where(option => !option.StartsWith("authSource=", StringComparison.OrdinalIgnoreCase)).Append($"authSource={Uri.EscapeDataString(uri.AuthSource)}");
        return uri with { OptionsText = string.Join('&', said) };
    }

    private MongoUri WithOption(string name, string value)
    {
        // Names of options are case-insensitive.
        switch (name.ToLowerInvariant())
        {
            case "authsource":
                return this with { AuthSource = value };
            case "authmechanism":
                return value is "SCRAM-SHA-256" or "DEFAULT" ? this
                    : throw new FormatException($"this client authenticates with SCRAM-SHA-256 alone, got authMechanism={value}");
            case "directconnection":
                return this with { DirectConnection = Flag(name, value) };
            case "tls" or "ssl":
                return this with { Tls = Flag(name, value) };
            case "tlscafile":
                return this with { TlsCaFile = value, Tls = true };
            case "tlscertificatekeyfile":
                return this with { TlsCertificateKeyFile = value, Tls = true };
            case "tlsallowinvalidcertificates":
                return this with { TlsAllowInvalidCertificates = Flag(name, value) };
            case "tlsallowinvalidhostnames":
                return this with { TlsAllowInvalidHostnames = Flag(name, value) };
            case "tlsinsecure":
                return this with { TlsAllowInvalidCertificates = Flag(name, value), TlsAllowInvalidHostnames = Flag(name, value) };
            case "appname":
                return this with { AppName = value };
            case "connecttimeoutms" or "serverselectiontimeoutms":
                return this with { ConnectTimeout = TimeSpan.FromMilliseconds(Number(name, value, 1)) };
            case "maxpoolsize":
                return this with { MaxPoolSize = Number(name, value, 1) };
            case "retrywrites" or "retryreads" or "loadbalanced" when !Flag(name, value):
                return this;
            default:
                throw new FormatException($"this small client doesn't have the option {name}={value}; it has authSource, authMechanism, directConnection, tls, tlsCAFile, tlsCertificateKeyFile, "
                    + "tlsInsecure, tlsAllowInvalidCertificates, tlsAllowInvalidHostnames, appName, connectTimeoutMS, serverSelectionTimeoutMS, maxPoolSize, retryWrites=false and retryReads=false");
        }
    }

    private static (string Host, int Port) ParseHost(string text)
    {
        var colon = text.LastIndexOf(':');
        // An IPv6 address stands in brackets.
        if (colon < text.LastIndexOf(']')) colon = -1;
        var host = Unescape(colon < 0 ? text : text[..colon]).Trim('[', ']');
        if (host.Length == 0) throw new FormatException("expected mongodb://host:port, got no host");
        if (host.Contains('/', StringComparison.Ordinal)) throw new FormatException("this client connects over TCP alone, got the path of a Unix socket");
        return (host, colon < 0 ? DefaultPort : Number("port", text[(colon + 1)..], 1) is var port and <= ushort.MaxValue ? port : throw new FormatException($"expected a port from 1 to 65535, got {text[(colon + 1)..]}"));
    }

    private static string Unescape(string text) => Uri.UnescapeDataString(text);

    private static bool Flag(string name, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException($"expected {name} to be true or false, got \"{value}\""),
    };

    private static int Number(string name, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least ? number
            : throw new FormatException($"expected {name} to be a number of {least} or more, got \"{value}\"");

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}{string.Join(',', Hosts.Select(host => string.Create(CultureInfo.InvariantCulture, $"{host.Host}:{host.Port}")))}/{Database}";
}

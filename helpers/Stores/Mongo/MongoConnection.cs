using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MongoDB.Driver;

namespace StorageCourse.Stores.Mongo;

/// <summary>From connection strings to the driver's clients.</summary>
internal static class MongoConnection
{
    private const string ApplicationName = "storage-course";

    // The driver's own 30 s are long for a server that was stopped on purpose.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What a MongoDB client needs to connect, with the password.</summary>
    public static string UriOf(StoreEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var user = endpoint.User.Length == 0 ? "" : $"{Uri.EscapeDataString(endpoint.User)}:{Uri.EscapeDataString(endpoint.Password)}@";
        var host = endpoint.Host.Contains(':', StringComparison.Ordinal) ? $"[{endpoint.Host}]" : endpoint.Host;
        var source = endpoint.User.Length == 0 || Option(endpoint.UriOptions, "authSource") is not null ? "" : "&authSource=admin";
        return string.Create(CultureInfo.InvariantCulture, $"mongodb://{user}{host}:{endpoint.Port}/{Uri.EscapeDataString(endpoint.Database)}?{endpoint.UriOptions}{source}");
    }

    /// <summary>Reads a connection string; the servers of mongodb+srv:// are asked for.</summary>
    /// <returns>What the driver reads in it, and the text itself: the driver drops options that it leaves to programs.</returns>
    /// <exception cref="FormatException">It is none. The message never repeats the password.</exception>
    public static async Task<(MongoUrl Url, string Text)> ParseAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var url = new MongoUrl(text);
            if (url.Scheme != MongoDB.Driver.Core.Configuration.ConnectionStringScheme.MongoDBPlusSrv) return (url, text);
            var resolved = await url.ResolveAsync(cancellationToken);
            return (resolved, resolved.Url);
        }
        catch (MongoConfigurationException error)
        {
            throw new FormatException($"expected mongodb://user:password@host:port/database?options: {error.Message}", error);
        }
    }

    /// <summary>What a connection string says after the question mark, with the database that knows the user: another database may take the path's place.</summary>
    public static string OptionsOf(MongoUrl url, string text)
    {
        var options = text.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? text[(mark + 1)..] : "";
        if (url.Username is null || Option(options, "authSource") is not null || Option(options, "authMechanism") is "MONGODB-X509") return options;
        return $"{options}{(options.Length == 0 ? "" : "&")}authSource={Uri.EscapeDataString(url.DatabaseName ?? "admin")}";
    }

    /// <summary>A client, which connects when it is first asked for something.</summary>
    /// <param name="uri">With all that the driver understands, and tlsCAFile and tlsCertificateKeyFile, which it leaves to programs.</param>
    public static MongoClient Open(string uri)
    {
        var settings = MongoClientSettings.FromConnectionString(uri);
        settings.ApplicationName ??= ApplicationName;
        var options = uri[(uri.IndexOf('?', StringComparison.Ordinal) + 1)..];
        if (Option(options, "serverSelectionTimeoutMS") is null) settings.ServerSelectionTimeout = Patience;
        if (Option(options, "tlsCAFile") is { } authorities)
        {
            settings.UseTls = true;
            settings.SslSettings = new() { CheckCertificateRevocation = false, ServerCertificateValidationCallback = TrustOnly(authorities, settings.AllowInsecureTls) };
        }

        if (Option(options, "tlsCertificateKeyFile") is { } own)
        {
            settings.UseTls = true;
            settings.SslSettings ??= new();
            settings.SslSettings.ClientCertificates = [X509Certificate2.CreateFromPemFile(own)];
        }

        return new(settings);
    }

    private static RemoteCertificateValidationCallback TrustOnly(string file, bool anyCertificate)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return (_, certificate, _, errors) =>
        {
            if (anyCertificate) return true;
            if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return false;
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            using var presented = new X509Certificate2(certificate);
            return chain.Build(presented);
        };
    }

    // Names of options are case-insensitive.
    private static string? Option(string options, string name) => options.Split('&')
        .Where(option => option.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase)).Select(option => Uri.UnescapeDataString(option[(name.Length + 1)..])).LastOrDefault();
}

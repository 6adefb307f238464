using System.Data.Common;
using System.Globalization;

namespace StorageCourse.Labs;

/// <summary>Where a server is that others run, as <c>LAB_…</c> says it: an URI or key=value pairs.</summary>
internal sealed record ConnectionText(string Host, int Port, string User, string Password, string Database)
{
    /// <summary>Reads <c>scheme://user:password@host:port/database</c> or <c>Host=…;Port=…;Username=…;Password=…;Database=…</c>; what is left out comes from <paramref name="defaults"/>.</summary>
    /// <exception cref="FormatException">It is neither. The message does not repeat the text, which may hold a password.</exception>
    public static ConnectionText Parse(string text, ConnectionText defaults) =>
        text.Contains("://", StringComparison.Ordinal) ? FromUri(text, defaults) : FromPairs(text, defaults);

    private static ConnectionText FromUri(string text, ConnectionText defaults)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            throw new FormatException("expected scheme://user:password@host:port/database, got an URI without a host");
        var user = uri.UserInfo.Split(':', 2);
        return new(
            uri.Host,
            uri.Port > 0 ? uri.Port : defaults.Port,
            user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : defaults.User,
            user.Length == 2 ? Uri.UnescapeDataString(user[1]) : defaults.Password,
            uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(uri.AbsolutePath[1..]) : defaults.Database);
    }

    private static ConnectionText FromPairs(string text, ConnectionText defaults)
    {
        var pairs = new DbConnectionStringBuilder();
        try
        {
            pairs.ConnectionString = text;
        }
        catch (ArgumentException error)
        {
            throw new FormatException("expected an URI, or pairs as in Host=…;Port=…;Username=…;Password=…;Database=…, got neither", error);
        }

        string Value(string otherwise, params string[] names) =>
            names.Where(pairs.ContainsKey).Select(name => Convert.ToString(pairs[name], CultureInfo.InvariantCulture)!).FirstOrDefault(otherwise);
        var port = Value(defaults.Port.ToString(CultureInfo.InvariantCulture), "port");
        return new(
            Value(defaults.Host, "host", "server", "data source"),
            int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"expected Port to be a number, got \"{port}\""),
            Value(defaults.User, "username", "user", "user id", "uid"),
            Value(defaults.Password, "password", "pwd"),
            Value(defaults.Database, "database", "initial catalog"));
    }
}

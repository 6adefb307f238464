using System.Diagnostics;
using System.Runtime.InteropServices;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Commands;

/// <summary>What shells and tools ask to introduce a server to their user.</summary>
internal static class DiagnosticCommands
{
    [Command("buildInfo", BeforeAuthentication = true)]
    [Command("buildinfo", BeforeAuthentication = true)]
    public static BsonDocument BuildInfo(CommandContext c) => new()
    {
        { "version", ServerIdentity.Version },
        { "versionArray", new BsonArray { 7, 0, 0, 0 } },
        { "gitVersion", "docstore" },
        { "docstore", true },
        { "modules", new BsonArray() },
        { "allocator", "system" },
        { "javascriptEngine", "none" },
        { "sysInfo", "deprecated" },
        { "bits", 64 },
        { "debug", false },
        { "maxBsonObjectSize", ServerIdentity.MaxDocumentBytes },
        { "storageEngines", new BsonArray { "docstore" } },
        { "openssl", new BsonDocument { { "running", "disabled" } } },
    };

    [Command("hostInfo")]
    public static BsonDocument HostInfo(CommandContext c) => new()
    {
        {
            "system", new BsonDocument
            {
                { "currentTime", DateTime.UtcNow },
                { "hostname", Environment.MachineName },
                { "cpuAddrSize", 64 },
                { "numCores", Environment.ProcessorCount },
                { "cpuArch", RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant() },
            }
        },
        { "os", new BsonDocument { { "type", Platform() }, { "name", RuntimeInformation.OSDescription }, { "version", Environment.OSVersion.VersionString } } },
        { "extra", new BsonDocument() },
    };

    /// <summary>Without the command line: it could tell more than a client should know.</summary>
    [Command("getCmdLineOpts", AdminOnly = true)]
    public static BsonDocument GetCommandLine(CommandContext c) => new()
    {
        { "argv", new BsonArray { "docstore" } },
        { "parsed", new BsonDocument { { "net", new BsonDocument { { "bindIp", "127.0.0.1" } } }, { "security", new BsonDocument { { "authorization", "enabled" } } } } },
    };

    /// <summary>docstore writes no log; shells ask for the warnings of the start.</summary>
    [Command("getLog", AdminOnly = true)]
    public static BsonDocument GetLog(CommandContext c) => c.Body["getLog"] switch
    {
        { Type: BsonType.String } name when name.AsString == "*" => new() { { "names", new BsonArray { "global", "startupWarnings" } } },
        { Type: BsonType.String } name when name.AsString is "global" or "startupWarnings" => new() { { "totalLinesWritten", 0 }, { "log", new BsonArray() } },
        { Type: BsonType.String } name => throw new MongoError(2, "OperationFailed", $"No log named '{name.AsString}'"),
        var other => throw MongoError.TypeMismatch($"Argument to getLog must be of type String; found {other} of type {other.Type}"),
    };

    [Command("getParameter", AdminOnly = true, Fields = "featureCompatibilityVersion authenticationMechanisms")]
    public static BsonDocument GetParameter(CommandContext c)
    {
        var all = c.Body["getParameter"] is { Type: BsonType.String } star && star.AsString == "*";
        var reply = new BsonDocument();
        if (all || c.Body.Contains("featureCompatibilityVersion")) reply.Add("featureCompatibilityVersion", new BsonDocument { { "version", "7.0" } });
        if (all || c.Body.Contains("authenticationMechanisms")) reply.Add("authenticationMechanisms", new BsonArray { "SCRAM-SHA-256" });
        if (reply.Count == 0) throw new MongoError(72, "InvalidOptions", "no option found to get");
        return reply;
    }

    [Command("connectionStatus", BeforeAuthentication = true, Fields = "showPrivileges")]
    public static BsonDocument ConnectionStatus(CommandContext c)
    {
        var users = new BsonArray();
        var roles = new BsonArray();
        if (c.Connection.User is { } user)
        {
            users.Add(new BsonDocument { { "user", user }, { "db", "admin" } });
            roles.Add(new BsonDocument { { "role", "root" }, { "db", "admin" } });
        }

        var information = new BsonDocument { { "authenticatedUsers", users }, { "authenticatedUserRoles", roles } };
        // The one user may do everything.
        if (c.Body["showPrivileges"].IsTruthy)
            information.Add("authenticatedUserPrivileges", c.Connection.User is null ? new BsonArray()
                : new BsonArray { new BsonDocument { { "resource", new BsonDocument { { "anyResource", true } } }, { "actions", new BsonArray { "anyAction" } } } });
        return new() { { "authInfo", information } };
    }

    [Command("whatsmyuri", BeforeAuthentication = true)]
    public static BsonDocument WhatsMyUri(CommandContext c) => new() { { "you", c.Connection.RemoteEndpoint } };

    [Command("serverStatus", Fields = "connections mem network opcounters storageEngine")]
    public static BsonDocument ServerStatus(CommandContext c)
    {
        using var process = Process.GetCurrentProcess();
        var counters = c.Server.Counters;
        var reply = new BsonDocument
        {
            { "host", c.Server.Endpoint ?? Environment.MachineName },
            { "version", ServerIdentity.Version },
            { "process", "docstore" },
            { "pid", (long)Environment.ProcessId },
            { "uptime", Math.Floor(c.Server.Uptime.TotalSeconds) },
            { "uptimeMillis", (long)c.Server.Uptime.TotalMilliseconds },
            { "localTime", DateTime.UtcNow },
            {
                "connections", new BsonDocument
                {
                    { "current", c.Server.ConnectionsOpen },
                    { "available", Math.Max(0, ServerState.MaxConnections - c.Server.ConnectionsOpen) },
                    { "totalCreated", c.Server.ConnectionsCreated },
                }
            },
            { "mem", new BsonDocument { { "bits", 64 }, { "resident", (int)(process.WorkingSet64 >> 20) }, { "virtual", (int)(process.VirtualMemorySize64 >> 20) }, { "supported", true } } },
            { "network", new BsonDocument { { "numRequests", counters.Requests } } },
            {
                "opcounters", new BsonDocument
                {
                    { "insert", counters.Insert },
                    { "query", counters.Query },
                    { "update", counters.Update },
                    { "delete", counters.Delete },
                    { "getmore", counters.GetMore },
                    { "command", counters.Command },
                }
            },
            { "storageEngine", new BsonDocument { { "name", "docstore" }, { "persistent", false } } },
        };
        // A client leaves out a section by {serverStatus: 1, mem: 0}.
        foreach (var (name, value) in c.Body)
            if (!value.IsTruthy)
                reply.Remove(name);
        return reply;
    }

    private static string Platform() => OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "Darwin" : "Linux";
}

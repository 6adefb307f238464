using System.Diagnostics;
using System.Globalization;
using StorageCourse.Stores.Redis;

namespace StorageCourse.Tests.Stores.Redis;

/// <summary>The real client.</summary>
internal static class RedisCli
{
    /// <summary>What redis-cli writes for a command, on a terminal.</summary>
    public static async Task<string> RunAsync(StoreEndpoint endpoint, string command)
    {
        var start = new ProcessStartInfo("redis-cli") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-3", "--no-raw", "--no-auth-warning", "-h", endpoint.Host, "-p", endpoint.Port.ToString(CultureInfo.InvariantCulture) }) start.ArgumentList.Add(argument);
        foreach (var argument in RedisSyntax.Read(command)[0].Arguments) start.ArgumentList.Add(argument.Text);
        start.Environment["REDISCLI_AUTH"] = endpoint.Password;
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }
}

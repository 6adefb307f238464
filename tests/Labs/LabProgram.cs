using System.Text.Json;
using StorageCourse.Platform;

namespace StorageCourse.Tests.Labs;

/// <summary>The head of a session with servers, in a process of its own: <c>Tests test-lab STORE…</c>. A line of JSON says what runs; it stays until its input ends.</summary>
internal static class LabProgram
{
    /// <summary>The program's entry. The stores are names, with <c>:own</c> behind one that shall be so, or <c>sleep</c> for a child that ignores what it can,
    /// or <c>run</c> for the head of a run of several sessions.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> stores)
    {
        ProcessGuard.MarkThisProcess();
        if (stores.Contains("sleep"))
        {
            using var child = System.Diagnostics.Process.Start("setsid", ["sh", "-c", "trap '' TERM INT HUP; sleep 1000 & wait"]);
            Console.WriteLine(JsonSerializer.Serialize(new List<LabRow> { new("sleep", null, null, 0, null, Environment.GetEnvironmentVariable(ProcessGuard.SessionVariable)) }));
            await Console.In.ReadToEndAsync();
            return 0;
        }

        if (stores.Contains("run"))
        {
            // The head of a run: nothing but a folder, at whose end what others note there is ended.
            Console.WriteLine(JsonSerializer.Serialize(new List<LabRow> { new("run", null, null, 0, null, ProcessGuard.SessionFolder) }));
            await Console.In.ReadToEndAsync();
            return 0;
        }

        var needs = stores.Select(store => store.Split(':') is [var name, "own"] ? Need.Of(name).Own() : Need.Of(store));
        var lab = await Lab.StartAsync([.. needs]);
        Console.WriteLine(JsonSerializer.Serialize(lab.Stores.Select(row => new LabRow(
            row.Need.Name, row.Server?.Provider, row.Reason, row.Server?.Endpoint.Port ?? 0, row.Server?.Endpoint.Password, row.Server?.Endpoint.Database))));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var server = lab.Stores[0].Server!;
            await (line switch
            {
                "pause" => server.PauseAsync(),
                "resume" => server.ResumeAsync(),
                "stop" => server.StopAsync(),
                "kill" => server.KillAsync(),
                "restart" => server.RestartAsync(),
                "again" => Lab.StartAsync([.. lab.Stores.Select(row => row.Need)]),
                _ => throw new ArgumentException($"expected something to do, got \"{line}\""),
            });
            Console.WriteLine("done");
        }

        return 0;
    }
}

/// <summary>What a <see cref="LabProgram"/> says of one store.</summary>
internal sealed record LabRow(string Name, string? Provider, string? Reason, int Port, string? Password, string? Database);

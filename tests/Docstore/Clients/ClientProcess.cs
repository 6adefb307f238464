using System.Diagnostics;

namespace StorageCourse.Tests.Docstore.Clients;

/// <summary>Programs of MongoDB's own clients, run against a server.</summary>
internal static class ClientProcess
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private static readonly Lazy<Task<string>> Folder = new(async () => (await RunAsync("sh", [Path.Combine(AppContext.BaseDirectory, "Docstore", "Clients", "install.sh")], null, [])).Trim());

    /// <summary>Runs JavaScript with the official driver: <c>uri</c>, <c>MongoClient</c>, <c>mongodb</c>, <c>client</c> (not yet connected) and <c>print</c>, which writes a line of Extended JSON, are there.</summary>
    /// <returns>What it printed.</returns>
    public static async Task<IReadOnlyList<string>> NodeAsync(string uri, string script)
    {
        const string begin =
            """
            const mongodb = require('mongodb');
            const { MongoClient } = mongodb;
            const uri = process.env.MONGO_URI;
            const client = new MongoClient(uri, { serverSelectionTimeoutMS: 120000 });
            const print = value => console.log(typeof value === 'string' ? value : mongodb.BSON.EJSON.stringify(value, { relaxed: true }));
            const failure = async promise => { try { await promise; return 'no error'; } catch (error) { return `${error.code} ${error.codeName}: ${error.message}`; } };
            (async () => {
            """;
        const string end = "\n})().then(() => client.close()).catch(error => { console.error(error); process.exit(1); });";
        var folder = await Folder.Value;
        return Lines(await RunAsync("node", ["-e", begin + script + end], folder, [("MONGO_URI", uri)]));
    }

    /// <summary>Runs JavaScript in mongosh, connected.</summary>
    public static async Task<IReadOnlyList<string>> MongoshAsync(string uri, string script)
    {
        var folder = await Folder.Value;
        // A home of its own, for it writes logs and a history.
        var home = Directory.CreateTempSubdirectory("mongosh-").FullName;
        try
        {
            return Lines(await RunAsync(Path.Combine(folder, "node_modules", ".bin", "mongosh"), [uri, "--quiet", "--norc", "--eval", script], folder, [("HOME", home)]));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>Runs Python with PyMongo: <c>client</c>, <c>uri</c> and <c>pymongo</c> are there.</summary>
    public static async Task<IReadOnlyList<string>> PythonAsync(string uri, string script) =>
        Lines(await RunAsync("/usr/bin/python3", ["-c", $"import os, pymongo, bson\nuri = os.environ['MONGO_URI']\nclient = pymongo.MongoClient(uri, serverSelectionTimeoutMS=120000)\n{script}"], null, [("MONGO_URI", uri)]));

    private static string[] Lines(string output) => output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string> RunAsync(string program, IReadOnlyList<string> arguments, string? folder, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder ?? "", UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            // The first use of the clients may have to fetch them.
            await process.WaitForExitAsync().WaitAsync(program == "sh" ? TimeSpan.FromMinutes(15) : Deadline);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        process.ExitCode.ShouldBe(0, $"{await errors}{await output}");
        return await output;
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using StorageCourse.Docstore.Wire;

namespace StorageCourse.Docstore;

/// <summary><c>course docstore</c>: one server alone, for Compass, mongosh or a driver.</summary>
internal static class CommandLine
{
    private const string Usage =
        """
        usage: course docstore [--port P]     starts a document store that speaks MongoDB's wire protocol, and prints its URI
               course docstore --supported    prints what it supports, as Markdown
        """;

    public static async Task<int> RunAsync(string[] args)
    {
        switch (args)
        {
            case []:
                return await ServeAsync(0);
            case ["--port", var text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue:
                return await ServeAsync(port);
            case ["--supported"]:
                await Console.Out.WriteAsync(Supported.Markdown());
                return 0;
            case ["--help" or "-h"]:
                Console.WriteLine(Usage);
                return 0;
            default:
                await Console.Error.WriteLineAsync($"docstore: expected {(args[0] == "--port" ? "a port from 1 to 65535 after --port" : "no other arguments")}, got {string.Join(' ', args)}\n{Usage}");
                return 2;
        }
    }

    private static async Task<int> ServeAsync(int port)
    {
        var parent = new ParentProcess();
        MongoServer server;
        try
        {
            server = await MongoServer.StartAsync(new() { Port = port });
        }
        catch (SocketException error)
        {
            await Console.Error.WriteLineAsync($"docstore: port {port} can't be had: {error.Message}; without --port a free one is taken");
            return 1;
        }

        await using (server)
        {
            // Ctrl-C, a request to terminate, the end of the terminal: they are heeded before anybody can know that this runs.
            using var ended = new CancellationTokenSource();
            void End(PosixSignalContext signal)
            {
                signal.Cancel = true;
                ended.Cancel();
            }

            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
            await Console.Error.WriteLineAsync("docstore behaves as a standalone MongoDB 7.0 does, in memory: its data end with it. Ctrl-C ends it.");
            // Alone on standard output, so that a script can read it. The password is the point here: nobody could connect without.
            Console.WriteLine(server.Uri);
            await parent.WaitForExitAsync(ended.Token);
        }

        return 0;
    }
}

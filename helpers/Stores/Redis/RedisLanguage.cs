using System.Collections.Concurrent;
using System.Net.Sockets;
using StorageCourse.Host;
using StorageCourse.Stores.Cells;

namespace StorageCourse.Stores.Redis;

/// <summary>Redis cells: redis-cli's language, a command a line.</summary>
internal sealed class RedisLanguage : IStoreLanguage
{
    private const string Store = "redis";
    private static readonly string[] Endless = ["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "MONITOR", "SYNC", "PSYNC"];
    private static readonly string[] Blocking =
        ["BLPOP", "BRPOP", "BRPOPLPUSH", "BLMOVE", "BLMPOP", "BZPOPMIN", "BZPOPMAX", "BZMPOP", "WAIT", "WAITAOF"];

    private readonly ConcurrentDictionary<(string Store, string Name), RedisSession> sessions = new();
    private readonly RedisCompletion completion = new(Store);

    public string Name => "redis";

    public IReadOnlyList<string> Aliases => [];

    public string Description => "Redis commands, one a line, sent together. $name, as a whole argument, is the C# variable of that name.";

    public IReadOnlyList<CellOption> Options { get; } =
    [
        new("--name", "the C# variable that gets the last command's reply: a string, long, array, …"),
        new("--on", "the session to run in, opened when first used"),
        CellOptions.Store,
    ];

    public async Task RunAsync(CellSubmission submission, IHost host, CancellationToken cancellationToken)
    {
        var name = CellOptions.Name(submission);
        var (store, server) = CellOptions.Server(submission, Store, Name);
        var commands = RedisSyntax.Read(submission.TextInCell);
        foreach (var command in commands) Refuse(command);
        var bound = commands.Select(command => RedisBinder.Bind(command, host)).ToList();
        var transcript = new RedisTranscript(host);
        if (commands.Count == 0)
        {
            transcript.Note("nothing to run: the cell holds no command");
            transcript.Show();
            return;
        }

        var session = sessions.GetOrAdd((store, submission.Option("--on") ?? ""), key => new RedisSession(key.Store, key.Name));
        var (connection, note) = await session.OpenAsync(server, cancellationToken);
        if (note is not null) transcript.Note(note);
        connection.Push = transcript.Push;
        try
        {
            for (var from = 0; from < commands.Count;)
            {
                var to = EndOfBatch(commands, from);
                var batch = commands.Take(from..to).ToList();
                var next = 0;
                var started = TimeProvider.System.GetTimestamp();
                await session.RunAsync(connection, bound[from..to], reply => transcript.Reply(batch[next++], reply), cancellationToken);
                transcript.RoundTrip(TimeProvider.System.GetElapsedTime(started));
                transcript.ThrowOnError(pipelined: batch.Count, following: commands.Count - to);
                from = to;
                if (from < commands.Count) transcript.Show();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException)
        {
            var failed = commands[Math.Min(transcript.Count, commands.Count - 1)];
            throw new CellException("ConnectionLost",
                $"the connection to Redis broke during line {failed.Line}: {failed.Source}\n{e.Message}\nWith it went the session's MULTI, WATCH and chosen database. "
                + RedisSession.HowToGoOn(Store),
                inner: e);
        }
        finally
        {
            connection.Push = null;
            transcript.Show();
        }

        if (name is not null)
        {
            var value = RespText.Value(transcript.Last!);
            host.SetVariable(name, value, value?.GetType() ?? typeof(object));
        }
    }

    public void CloseSessions()
    {
        foreach (var session in sessions.Values) session.Abandon();
        sessions.Clear();
    }

    public Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken) =>
        completion.CompleteAsync(text, position, host, cancellationToken);

    // What may wait ends its batch, so that an interrupt finds nothing behind it that would still run.
    private static int EndOfBatch(IReadOnlyList<RedisCommandLine> commands, int from)
    {
        while (from < commands.Count && !MayWait(commands[from])) from++;
        return Math.Min(from + 1, commands.Count);
    }

    private static bool MayWait(RedisCommandLine command) => Blocking.Contains(command.Name)
        || (command.Name is "XREAD" or "XREADGROUP" && command.Arguments.Any(argument => argument.Text.Equals("BLOCK", StringComparison.OrdinalIgnoreCase)));

    private static void Refuse(RedisCommandLine command)
    {
        var reason = command.Name switch
        {
            var name when Endless.Contains(name) =>
                $"{name} never ends, and a cell must. Subscribe in a C# cell ((await lab.Redis.ConnectAsync()).GetSubscriber()), and publish from here.",
            "CLIENT" when command.Word(1) == "REPLY" => "CLIENT REPLY makes the server silent, and a cell waits for every reply.",
            _ => null,
        };
        if (reason is not null) throw new CellException("NotInACell", reason, command.Line, 1);
    }
}

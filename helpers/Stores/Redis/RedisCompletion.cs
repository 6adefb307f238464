using System.Net.Sockets;
using StorageCourse.Host;

namespace StorageCourse.Stores.Redis;

/// <summary>Completes commands, their words, and names of keys, over a connection of its own.</summary>
internal sealed class RedisCompletion(string store)
{
    private const int MostKeys = 100;
    private const int MostScans = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private StoreEndpoint? endpoint;
    private Task<State>? state;
    private Task last = Task.CompletedTask;

    public async Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken)
    {
        var lineStart = position == 0 ? 0 : text.LastIndexOf('\n', position - 1) + 1;
        var line = text[lineStart..position];
        var start = position;
        while (start > lineStart && !char.IsWhiteSpace(text[start - 1])) start--;
        var prefix = text[start..position];
        if (line.TrimStart().StartsWith('#') || prefix.StartsWith('"') || prefix.StartsWith('\'')) return CellCompletions.None(position);
        if (prefix.StartsWith('$')) return Offer(host.GetVariables().Select(variable => new CellCompletion("$" + variable.Name, "variable", variable.Type.Name)));
        if (Lab.Find(store)?.Endpoint is not { } wanted) return CellCompletions.None(position);

        var words = text[lineStart..start].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            return await Take(ItemsAsync).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or RespException or TimeoutException or InvalidDataException)
        {
            // A server that is down has nothing to offer, and that is no reason to disturb who types.
            lock (gate) state = null;
            return CellCompletions.None(position);
        }

        CellCompletions Offer(IEnumerable<CellCompletion> items) =>
            new(start, position, [.. items.Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))]);

        // One after another: they share the connection.
        Task<CellCompletions> Take(Func<State, Task<CellCompletions>> work)
        {
            lock (gate)
            {
                if (endpoint != wanted || state is null or { IsFaulted: true } || state is { IsCompletedSuccessfully: true, Result.Connection: { IsBroken: true } or { IsClosedByServer: true } })
                {
                    endpoint = wanted;
                    state = ConnectAsync(wanted);
                    last = Task.CompletedTask;
                }

                var task = AfterAsync(last, state, work);
                last = task;
                return task;
            }
        }

        async Task<CellCompletions> ItemsAsync(State known)
        {
            if (words.Length == 0) return Offer(known.Commands.Values.OrderBy(command => command.Name, StringComparer.Ordinal).Select(Item));
            if (!known.Commands.TryGetValue(words[0], out var command)) return CellCompletions.None(position);
            var subcommand = words.Length > 1 ? command.Subcommands.FirstOrDefault(one => one.Name.Equals(words[1], StringComparison.OrdinalIgnoreCase)) : null;
            var items = new List<CellCompletion>();
            if (words.Length == 1) items.AddRange(command.Subcommands.Select(Item));
            if (IsKey(command, words.Length)) items.AddRange(await KeysAsync(known.Connection, prefix));
            items.AddRange((subcommand ?? command).Tokens.Select(token => new CellCompletion(token, "keyword", (subcommand ?? command).Syntax)));
            return Offer(items);
        }
    }

    private static async Task<CellCompletions> AfterAsync(Task before, Task<State> state, Func<State, Task<CellCompletions>> work)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return await work(await state);
    }

    private static CellCompletion Item(RedisCommand command) =>
        new(command.Name, "function", $"{command.Name} {command.Syntax}".Trim() + (command.Summary.Length == 0 ? "" : "\n" + command.Summary));

    private static bool IsKey(RedisCommand command, int argument) =>
        command.FirstKey > 0 && argument >= command.FirstKey && (command.LastKey < 0 || argument <= command.LastKey);

    private static async Task<IEnumerable<CellCompletion>> KeysAsync(RespConnection connection, string prefix)
    {
        var pattern = string.Concat(prefix.Select(c => c is '*' or '?' or '[' or ']' or '\\' ? $"\\{c}" : c.ToString())) + "*";
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        var cursor = "0";
        for (var scans = 0; scans < MostScans && keys.Count < MostKeys; scans++)
        {
            var reply = await connection.CallAsync(CancellationToken.None, "SCAN", cursor, "MATCH", pattern, "COUNT", "1000");
            cursor = reply.Items[0].Text;
            keys.UnionWith(reply.Items[1].Items.Select(key => key.Text));
            if (cursor == "0") break;
        }

        return keys.Take(MostKeys).Select(key => new CellCompletion(key, "key"));
    }

    private static async Task<State> ConnectAsync(StoreEndpoint wanted)
    {
        var connection = await RespConnection.ConnectAsync(wanted, CancellationToken.None);
        return new(connection, await RedisCommand.ReadAsync(connection, CancellationToken.None));
    }

    private sealed record State(RespConnection Connection, IReadOnlyDictionary<string, RedisCommand> Commands);
}

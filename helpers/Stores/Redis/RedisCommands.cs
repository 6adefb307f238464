using System.Globalization;

namespace StorageCourse.Stores.Redis;

/// <summary>The commands of a server, as it describes them itself (COMMAND, and from version 7 COMMAND DOCS).</summary>
/// <param name="Name">In upper case.</param>
/// <param name="Syntax">The arguments, as the documentation writes them; "" where the server doesn't say.</param>
/// <param name="Summary">What it does; "" where the server doesn't say.</param>
/// <param name="Tokens">The words that can stand among the arguments.</param>
/// <param name="Subcommands">The second words, where the command has them.</param>
/// <param name="FirstKey">Which argument is the first key, counted from 1; 0 for none.</param>
/// <param name="LastKey">Which is the last; negative ones count from the end.</param>
internal sealed record RedisCommand(
    string Name, string Syntax, string Summary, IReadOnlyList<string> Tokens, IReadOnlyList<RedisCommand> Subcommands, int FirstKey, int LastKey)
{
    /// <summary>Asks the server.</summary>
    public static async Task<IReadOnlyDictionary<string, RedisCommand>> ReadAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        var docs = new Dictionary<string, RespReply>(StringComparer.OrdinalIgnoreCase);
        try
        {
            foreach (var (name, doc) in (await connection.CallAsync(cancellationToken, "COMMAND", "DOCS")).Pairs) docs[name.Text] = doc;
        }
        catch (RespException)
        {
            // Before version 7 there are names and keys only.
        }

        var commands = new Dictionary<string, RedisCommand>(StringComparer.OrdinalIgnoreCase);
        foreach (var info in (await connection.CallAsync(cancellationToken, "COMMAND")).Items)
        {
            var name = info.Items[0].Text;
            var doc = docs.GetValueOrDefault(name) ?? RespReply.Null;
            commands[name] = Of(name.ToUpperInvariant(), doc, Number(info.Items[3]), Number(info.Items[4]));
        }

        return commands;
    }

    private static RedisCommand Of(string name, RespReply doc, int firstKey, int lastKey)
    {
        var arguments = Field(doc, "arguments").Items;
        var tokens = new List<string>();
        foreach (var argument in arguments) Collect(argument, tokens);
        return new(
            name,
            string.Join(' ', arguments.Select(Describe)),
            Field(doc, "summary").Text,
            [.. tokens.Distinct()],
            [.. Field(doc, "subcommands").Pairs.Select(pair => Of(pair.Key.Text.Split('|')[^1].ToUpperInvariant(), pair.Value, 0, 0))],
            firstKey,
            lastKey);
    }

    private static void Collect(RespReply argument, List<string> tokens)
    {
        if (Field(argument, "token").Text is { Length: > 0 } token) tokens.Add(token);
        foreach (var inner in Field(argument, "arguments").Items) Collect(inner, tokens);
    }

    // As redis.io writes it: SET key value [NX | XX] [GET] [EX seconds | …]
    private static string Describe(RespReply argument)
    {
        var type = Field(argument, "type").Text;
        var token = Field(argument, "token").Text;
        var flags = Field(argument, "flags").Items.Select(flag => flag.Text).ToList();
        var inner = Field(argument, "arguments").Items.Select(Describe);
        var value = type switch
        {
            "oneof" => string.Join(" | ", inner),
            "block" => string.Join(' ', inner),
            "pure-token" => "",
            _ => Field(argument, "name").Text,
        };
        if (type == "oneof" && !flags.Contains("optional")) value = $"<{value}>";
        var text = $"{token} {value}".Trim();
        if (flags.Contains("multiple")) text = $"{text} [{(flags.Contains("multiple_token") ? text : value)} …]";
        return flags.Contains("optional") ? $"[{text}]" : text;
    }

    private static RespReply Field(RespReply map, string name) =>
        map.Pairs.FirstOrDefault(pair => pair.Key.Text == name).Value ?? RespReply.Null;

    private static int Number(RespReply reply) => Convert.ToInt32(reply.Value, CultureInfo.InvariantCulture);
}

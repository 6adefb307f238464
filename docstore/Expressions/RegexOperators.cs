using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$regexMatch $regexFind $regexFindAll</c>. A match is <c>{match, idx, captures}</c>, with its place in code points and null for a group that took no part.</summary>
internal static class RegexOperators
{
    private static readonly NamedCodes Codes = new(51103, 31024, 31022);

    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$regexMatch"] = Operator.Named(["input", "regex"], ["options"], values => Read("$regexMatch", values, out var text, out var regex) && regex.IsMatch(text), Codes),
        ["$regexFind"] = Operator.Named(["input", "regex"], ["options"], values => Read("$regexFind", values, out var text, out var regex) && regex.Match(text) is { Success: true } match ? Describe(text, match) : BsonValue.Null, Codes),
        ["$regexFindAll"] = Operator.Named(["input", "regex"], ["options"], values => Read("$regexFindAll", values, out var text, out var regex) ? new BsonArray(regex.Matches(text).Select(match => (BsonValue)Describe(text, match))) : new BsonArray(), Codes),
    };

    // Compiled expressions of the last commands: one pipeline evaluates the same few again and again.
    private static readonly ConcurrentDictionary<BsonRegex, Regex> Compiled = new();
    private const int MostCompiled = 64;

    private static bool Read(string name, BsonValue[] values, out string text, out Regex regex)
    {
        var (input, pattern, options) = (values[0], values[1], values[2]);
        text = "";
        if (!input.IsNullish) text = Texts.Require(input, 51104, $"{name} needs 'input' to be of type string, found ");
        if (!pattern.IsNullish && pattern.Type is not (BsonType.String or BsonType.Regex)) throw MongoError.Location(51105, $"{name} needs 'regex' to be of type string or regex, found {pattern.Type.Alias()}");
        if (!options.IsNullish && options.Type != BsonType.String) throw MongoError.Location(51106, $"{name} needs 'options' to be of type string, found {options.Type.Alias()}");
        if (pattern.IsNullish || input.IsNullish)
        {
            regex = Nothing;
            return false;
        }

        var flags = options.IsNullish ? "" : options.AsString;
        if (pattern.Type == BsonType.Regex && pattern.AsRegex.Options.Length > 0 && flags.Length > 0)
            throw MongoError.Location(51107, $"{name}: found regex option(s) specified in both 'regex' and 'option' fields");
        regex = Compile(pattern.Type == BsonType.String ? new(pattern.AsString, flags) : flags.Length > 0 ? new(pattern.AsRegex.Pattern, flags) : pattern.AsRegex);
        return true;
    }

    private static readonly Regex Nothing = new("(?!)", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static Regex Compile(BsonRegex regex)
    {
        if (Compiled.Count > MostCompiled) Compiled.Clear();
        return Compiled.GetOrAdd(regex, PcrePattern.Compile);
    }

    private static BsonDocument Describe(string text, Match match)
    {
        var captures = new BsonArray();
        for (var i = 1; i < match.Groups.Count; i++) captures.Add(match.Groups[i].Success ? match.Groups[i].Value : BsonValue.Null);
        var index = 0;
        foreach (var _ in text.AsSpan(0, match.Index).EnumerateRunes()) index++;
        return new() { { "match", match.Value }, { "idx", index }, { "captures", captures } };
    }
}

using System.Text.RegularExpressions;
using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Query;

/// <summary>A text that the regular expression finds something in, or the same regular expression stored as a value.</summary>
internal sealed class RegexPredicate : Predicate
{
    private readonly Regex compiled;

    /// <exception cref="MongoError">Location51091 or 51108: no valid expression or option.</exception>
    public RegexPredicate(BsonRegex regex)
    {
        Regex = regex;
        compiled = PcrePattern.Compile(regex);
        LiteralPrefix = PcrePattern.LiteralPrefix(regex);
    }

    /// <summary>The expression.</summary>
    public BsonRegex Regex { get; }

    /// <summary>What every matching text begins with, exactly, so that an index can be searched for it; "" if nothing is known.</summary>
    public string LiteralPrefix { get; }

    public override bool MatchesElement(in BsonValue value, MatchPosition? position) => value.Type switch
    {
        BsonType.String or BsonType.Symbol => Finds(value.Text),
        BsonType.Regex => value.AsRegex == Regex,
        _ => false,
    };

    private bool Finds(string text)
    {
        try
        {
            return compiled.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            throw MongoError.Location(51156, $"Error occurred while executing the regular expression /{Regex.Pattern}/: it took longer than {PcrePattern.TimeLimit.TotalSeconds} s on one text. Nested repetitions such as (a+)+ do that: write it without them");
        }
    }

    public override BsonValue ToSpecification()
    {
        var specification = new BsonDocument { { "$regex", Regex.Pattern } };
        if (Regex.Options.Length > 0)
            specification.Add("$options", Regex.Options);
        return specification;
    }
}

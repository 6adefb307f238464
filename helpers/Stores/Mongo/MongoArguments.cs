using MongoDB.Bson;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>The arguments of a method, with errors that stand at its place.</summary>
internal sealed class MongoArguments
{
    private readonly MongoCall call;
    private readonly string usage;

    /// <param name="call">The call.</param>
    /// <param name="usage">What the method takes, for messages: "insertOne(document)".</param>
    /// <param name="least">The fewest arguments.</param>
    /// <param name="most">The most arguments.</param>
    public MongoArguments(MongoCall call, string usage, int least, int most)
    {
        this.call = call;
        this.usage = usage;
        if (call.Arguments.Count < least || call.Arguments.Count > most)
            throw Error($"got {call.Arguments.Count} argument{(call.Arguments.Count == 1 ? "" : "s")}");
    }

    public int Count => call.Arguments.Count;

    /// <summary>Null where there are fewer.</summary>
    public BsonValue? this[int index] => index < Count ? call.Arguments[index] : null;

    /// <summary>A document; an empty one where the argument is absent or null.</summary>
    public BsonDocument Document(int index) => this[index] switch
    {
        null or BsonNull => [],
        BsonDocument document => document,
        var other => throw Error($"got {MongoshText.Inline(other)} as argument {index + 1}"),
    };

    public BsonArray Array(int index) => this[index] as BsonArray ?? throw Error($"got {MongoshText.Inline(this[index])} as argument {index + 1}");

    public string Text(int index) => this[index] is BsonString text ? text.AsString : throw Error($"got {MongoshText.Inline(this[index])} as argument {index + 1}");

    public long Number(int index) => this[index] is { IsNumeric: true } number ? number.ToInt64() : throw Error($"got {MongoshText.Inline(this[index])} as argument {index + 1}");

    public bool Flag(int index, bool otherwise) => this[index] switch
    {
        null => otherwise,
        BsonBoolean flag => flag.AsBoolean,
        var other => throw Error($"got {MongoshText.Inline(other)} as argument {index + 1}"),
    };

    /// <summary>Copies the options that a command knows into it.</summary>
    /// <exception cref="CellException">There are others: what is not understood is not passed over.</exception>
    public void CopyOptions(int index, BsonDocument into, params ReadOnlySpan<string> known)
    {
        foreach (var (name, value) in Document(index))
        {
            if (!known.Contains(name)) throw Error($"got the option {name}; known are {string.Join(", ", known)}");
            into[name] = value;
        }
    }

    public CellException Error(string got) => new("BadArgument", $"expected {usage}, {got}", call.Line, call.Column);
}

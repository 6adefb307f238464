namespace StorageCourse.Stores.Redis;

/// <summary>A reply in Redis's protocol, RESP2 or RESP3 ("Redis serialization protocol specification").</summary>
/// <param name="Kind">Its type.</param>
/// <param name="Value">
/// A string (status, error, verbatim), long, byte[] (bulk), double, bool, BigInteger, null, or replies: of an array, a set or a push the elements,
/// of a map keys and values in turn.
/// </param>
internal sealed record RespReply(RespKind Kind, object? Value)
{
    public static RespReply Null { get; } = new(RespKind.Null, null);

    public bool IsError => Kind == RespKind.Error;

    /// <summary>The elements of an array, set, push or map; empty for anything else.</summary>
    public RespReply[] Items => Value as RespReply[] ?? [];

    /// <summary>Key and value pairs, also where an older server sends a map as an array.</summary>
    public IEnumerable<(RespReply Key, RespReply Value)> Pairs => Items.Chunk(2).Where(pair => pair.Length == 2).Select(pair => (pair[0], pair[1]));

    /// <summary>The text of a string of any kind; "" for what is none.</summary>
    public string Text => Value switch
    {
        string text => text,
        byte[] bytes => System.Text.Encoding.UTF8.GetString(bytes),
        long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => "",
    };
}

/// <summary>The types of replies.</summary>
internal enum RespKind
{
    Status,
    Error,
    Integer,
    Bulk,
    Array,
    Null,
    Double,
    Boolean,
    BigNumber,
    Verbatim,
    Map,
    Set,
    Push,
}

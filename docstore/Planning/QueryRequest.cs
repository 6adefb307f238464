using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Planning;

/// <summary>What a plan is wanted for.</summary>
/// <param name="Filter">The conditions.</param>
internal sealed record QueryRequest(Filter Filter)
{
    /// <summary>The order of the results; null for any.</summary>
    public SortOrder? Sort { get; init; }

    /// <summary>What each result is to have; null for the whole document.</summary>
    public Projection? Projection { get; init; }

    /// <summary>How many results to leave out.</summary>
    public long Skip { get; init; }

    /// <summary>How many results to give; 0 for all.</summary>
    public long Limit { get; init; }

    /// <summary>The index to use: a name, a key pattern or <c>{ $natural: ±1 }</c>; Missing to choose.</summary>
    public BsonValue Hint { get; init; }

    /// <summary>Only the number of results is wanted: the documents themselves need not be read.</summary>
    public bool CountsOnly { get; init; }

    /// <summary>The same in an order as a command gives it; <c>{ $natural: ±1 }</c> means the order of insertion.</summary>
    /// <exception cref="MongoError">What <see cref="SortOrder.Parse"/> refuses.</exception>
    public QueryRequest OrderedBy(BsonDocument? sort) => sort switch
    {
        null or { Count: 0 } => this,
        [{ Name: "$natural" }] => Hint.IsMissing ? this with { Hint = sort } : throw MongoError.BadValue("cannot both sort by $natural and give a hint"),
        _ => this with { Sort = SortOrder.Parse(sort) },
    };
}

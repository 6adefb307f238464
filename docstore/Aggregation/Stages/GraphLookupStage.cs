using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Docstore.Aggregation;

/// <summary><c>{$graphLookup: {from: "staff", startWith: "$boss", connectFromField: "boss", connectToField: "_id", as: "chain"}}</c>: all that can be reached, each document once.</summary>
/// <remarks>Breadth first: one search for all values of a level, so that depth is the number of searches, and <c>depthField</c> the least distance.</remarks>
internal sealed class GraphLookupStage(GraphLookupStage.Options options) : Stage
{
    internal sealed record Options(string From, Expression StartWith, FieldPath ConnectFrom, FieldPath ConnectTo, FieldPath Target, long? MaxDepth, FieldPath? DepthField, Filter? Restriction);

    public override string Name => "$graphLookup";

    public static GraphLookupStage Parse(BsonValue spec, QueryScope scope)
    {
        if (spec.Type != BsonType.Document) throw MongoError.FailedToParse($"the $graphLookup stage specification must be an object, but found {spec.Type.Alias()}");
        string? from = null;
        Expression? start = null;
        FieldPath? connectFrom = null, connectTo = null, target = null, depthField = null;
        long? maxDepth = null;
        Filter? restriction = null;
        foreach (var (option, value) in spec.AsDocument)
        {
            switch (option)
            {
                case "from": from = Text(option, value); break;
                case "startWith": start = Expression.Parse(value, scope); break;
                case "connectFromField": connectFrom = FieldPath.ParseStrict(Text(option, value)); break;
                case "connectToField": connectTo = FieldPath.ParseStrict(Text(option, value)); break;
                case "as": target = FieldPath.ParseStrict(Text(option, value)); break;
                case "depthField": depthField = FieldPath.ParseStrict(Text(option, value)); break;
                case "maxDepth":
                    if (!value.IsNumber) throw MongoError.Location(40100, $"maxDepth must be numeric, found type: {value.Type.Alias()}");
                    if (!Numbers.TryInt64(value, out var depth)) throw MongoError.Location(40102, $"maxDepth could not be represented as a long long: {value}");
                    maxDepth = depth >= 0 ? depth : throw MongoError.Location(40101, $"maxDepth requires a nonnegative argument, found: {value}");
                    break;
                case "restrictSearchWithMatch":
                    restriction = value.Type == BsonType.Document ? Filter.Parse(value.AsDocument, scope) : throw MongoError.Location(40185, $"restrictSearchWithMatch must be an object, found {value.Type.Alias()}");
                    break;
                default:
                    throw MongoError.Location(40104, $"Unknown argument to $graphLookup: {option}");
            }
        }

        return from is not null && start is not null && connectFrom is not null && connectTo is not null && target is not null
            ? new(new(from, start, connectFrom, connectTo, target, maxDepth, depthField, restriction))
            : throw MongoError.Location(40105, "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.");
    }

    public override IEnumerable<BsonDocument> Run(IEnumerable<BsonDocument> input, PipelineRun run)
    {
        var variables = new Variables();
        foreach (var document in input) yield return FieldSetter.Set(document, options.Target, Reach(options.StartWith.Evaluate(document, variables), run));
    }

    private BsonArray Reach(BsonValue start, PipelineRun run)
    {
        var reached = new BsonArray();
        var documents = new HashSet<BsonValue>(BsonComparer.Instance);
        var values = new HashSet<BsonValue>(BsonComparer.Instance);
        var frontier = new List<BsonValue>();
        Widen(start, values, frontier);
        for (var depth = 0L; frontier.Count > 0 && (options.MaxDepth is null || depth <= options.MaxDepth); depth++)
        {
            Filter connects = new FieldFilter(options.ConnectTo, new InPredicate(frontier, []));
            if (options.Restriction is not null) connects = new AndFilter([connects, options.Restriction]);
            frontier = [];
            foreach (var found in run.Source.Find(run.Database, options.From, connects))
            {
                if (!documents.Add(found["_id"])) continue;
                reached.Add(options.DepthField is null ? found : FieldSetter.Set(found, options.DepthField, depth));
                Widen(FieldPathExpression.Read(found, options.ConnectFrom, 0), values, frontier);
            }
        }

        return reached;
    }

    // Of an array, each item leads on.
    private static void Widen(BsonValue value, HashSet<BsonValue> known, List<BsonValue> frontier)
    {
        if (value.Type != BsonType.Array)
        {
            if (!value.IsMissing && known.Add(value)) frontier.Add(value);
            return;
        }

        foreach (var item in value.AsArray)
        {
            if (known.Add(item)) frontier.Add(item);
        }
    }

    private static string Text(string option, BsonValue value) => value.Type == BsonType.String
        ? value.AsString
        : throw MongoError.Location(40103, $"expected string as argument for {option}, found: {value.Type.Alias()}");
}

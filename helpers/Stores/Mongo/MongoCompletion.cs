using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Docstore;
using StorageCourse.Host;

namespace StorageCourse.Stores.Mongo;

/// <summary>Completes methods and operators, and from the server the names of collections and fields, over a connection of its own.</summary>
/// <param name="store">The store whose server is asked.</param>
/// <param name="database">The database that the session has chosen; null where there is no session yet.</param>
internal sealed class MongoCompletion(string store, Func<string?> database)
{
    private const int MostItems = 300;
    private const int Sampled = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] Writing = ["updateOne", "updateMany", "findOneAndUpdate"];

    public async Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken)
    {
        var place = MongoPlace.Of(text, position);
        var prefix = text[place.Start..position];
        try
        {
            var items = await ItemsAsync(place, prefix, host, cancellationToken).WaitAsync(Patience, cancellationToken);
            return new(place.Start, position, [.. items.Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).DistinctBy(item => item.Text).Take(MostItems)]);
        }
        catch (Exception e) when (e is MongoException or MongoReplyException or TimeoutException)
        {
            // A server that is down has nothing to offer, and that is no reason to disturb who types.
            return CellCompletions.None(position);
        }
    }

    private async Task<IEnumerable<CellCompletion>> ItemsAsync(MongoPlace place, string prefix, IHost host, CancellationToken cancellationToken)
    {
        switch (place.Kind)
        {
            case MongoPlaceKind.Statement:
                return Words("keyword", "db", "show", "use");
            case MongoPlaceKind.Show:
                return Words("keyword", "collections", "dbs", "profile", "users");
            case MongoPlaceKind.Use:
                return await DatabasesAsync(cancellationToken);
            case MongoPlaceKind.Member:
                return await MembersAsync(place, cancellationToken);
            case MongoPlaceKind.Key:
                var operators = OperatorsAt(place).Select(name => new CellCompletion(name, "operator"));
                return prefix.StartsWith('$') ? operators : (await FieldsAsync(place, cancellationToken)).Concat(operators);
            case MongoPlaceKind.Text when prefix.StartsWith('$') && place.Method == "aggregate":
                return (await FieldsAsync(place, cancellationToken)).Select(field => field with { Text = "$" + field.Text });
            case MongoPlaceKind.Text when place.Method == "distinct" && place.Argument == 0:
                return await FieldsAsync(place, cancellationToken);
            case MongoPlaceKind.Value when prefix.StartsWith('$'):
                return host.GetVariables().Select(variable => new CellCompletion("$" + variable.Name, "variable", variable.Type.Name));
            case MongoPlaceKind.Value when prefix.Length > 0:
                return Words("function", [.. MongoConstructors.Names]).Concat(Words("keyword", "true", "false", "null"));
            default:
                return [];
        }
    }

    private static IReadOnlyList<string> OperatorsAt(MongoPlace place)
    {
        var inPipeline = place.Brackets.StartsWith('[') || place.Method == "aggregate";
        return place.Method switch
        {
            "aggregate" or "updateOne" or "updateMany" or "findOneAndUpdate" when inPipeline && (place.Method == "aggregate" || place.Argument == 1) =>
                place.Keys.Count == 0 ? Supported.Stages
                : place.Keys[0] == "$match" && !place.Keys.Contains("$expr") ? Supported.Query
                : place.Keys is ["$lookup" or "$facet" or "$unionWith", .., _] && place.Brackets.EndsWith("[{", StringComparison.Ordinal) ? Supported.Stages
                : Supported.Expressions,
            var method when Writing.Contains(method) && place.Argument == 1 => Supported.Update,
            "insertOne" or "insertMany" or "createIndex" or "sort" or "hint" => [],
            "find" or "findOne" when place.Argument == 1 => ["$elemMatch", "$slice", .. Supported.Expressions],
            _ => place.Keys.Contains("$expr") ? Supported.Expressions : Supported.Query,
        };
    }

    private async Task<IEnumerable<CellCompletion>> MembersAsync(MongoPlace place, CancellationToken cancellationToken)
    {
        if (place.Chain.Count == 0) return (await CollectionsAsync(cancellationToken)).Concat(Methods(MongoMethods.OfDatabase));
        if (!place.Chain[^1].EndsWith(')') || place.Chain[^1] is "explain()" or "getCollection()") return Methods(MongoMethods.OfCollection);
        return place.Chain.Any(name => name is "find()" or "aggregate()") ? Methods(MongoMethods.OfCursor) : [];
    }

    private async Task<IEnumerable<CellCompletion>> CollectionsAsync(CancellationToken cancellationToken) =>
        await AskAsync(MongoDatabases.CollectionsAsync, cancellationToken) is not { } found ? []
        : found.Select(one => new CellCompletion(one["name"].AsString, "collection"));

    private async Task<IEnumerable<CellCompletion>> DatabasesAsync(CancellationToken cancellationToken) =>
        await AskAsync((target, cancellation) => target.RunAdminAsync(new() { { "listDatabases", 1 }, { "nameOnly", true } }, cancellation), cancellationToken) is not { } found ? []
        : found["databases"].AsBsonArray.Select(one => new CellCompletion(one["name"].AsString, "database"));

    // A collection has no schema to ask: the fields are those of some of its documents.
    private async Task<IEnumerable<CellCompletion>> FieldsAsync(MongoPlace place, CancellationToken cancellationToken)
    {
        if (place.Collection is not { } collection
            || await AskAsync((target, cancellation) => target.AllAsync(new() { { "find", collection }, { "limit", Sampled } }, cancellation), cancellationToken) is not { } sample) return [];
        var types = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var document in sample) Collect(document, "");
        return types.Select(field => new CellCompletion(field.Key, "field", string.Join(", ", field.Value)));

        void Collect(BsonDocument document, string path)
        {
            foreach (var (field, value) in document)
            {
                var whole = path + field;
                if (!types.TryGetValue(whole, out var seen)) types[whole] = seen = new(StringComparer.Ordinal);
                seen.Add(value.BsonType.Alias());
                if (value is BsonDocument inner) Collect(inner, whole + ".");
                else if (value is BsonArray and [BsonDocument first, ..]) Collect(first, whole + ".");
            }
        }
    }

    private async Task<T?> AskAsync<T>(Func<MongoTarget, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        if (Lab.Find(store) is not { } server || MongoStore.Of(server) is var mongo && await mongo.IsDownAsync(cancellationToken)) return null;
        using var session = await mongo.Client.StartSessionAsync(cancellationToken: cancellationToken);
        return await ask(new(mongo.Client, session, database() ?? mongo.Endpoint.Database, 0), cancellationToken);
    }

    private static IEnumerable<CellCompletion> Methods(IReadOnlyDictionary<string, string> methods) => methods.Select(method => new CellCompletion(method.Key, "method", method.Value));

    private static IEnumerable<CellCompletion> Words(string kind, params string[] words) => words.Select(word => new CellCompletion(word, kind));
}

using System.Net.Sockets;
using StorageCourse.Docstore;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Client;
using StorageCourse.Host;
using StorageCourse.Mongo;

namespace StorageCourse.Cells.Mongo;

/// <summary>Completes methods and operators, and from the server the names of collections and fields, over a connection of its own.</summary>
/// <param name="store">The store whose server is asked.</param>
/// <param name="database">The database that the session has chosen; null where there is no session yet.</param>
internal sealed class MongoCompletion(string store, Func<string?> database)
{
    private const int MostItems = 300;
    private const int Sampled = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly string[] Writing = ["updateOne", "updateMany", "findOneAndUpdate"];
    private readonly Lock gate = new();
    private StoreServer? server;
    private MongoClients? clients;

    public async Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken)
    {
        var place = MongoPlace.Of(text, position);
        var prefix = text[place.Start..position];
        try
        {
            var items = await ItemsAsync(place, prefix, host, cancellationToken).WaitAsync(Patience, cancellationToken);
            return new(place.Start, position, [.. items.Where(item => item.Text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).DistinctBy(item => item.Text).Take(MostItems)]);
        }
        catch (Exception e) when (e is IOException or SocketException or MongoError or TimeoutException)
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
                place.Keys.Count == 0 ? MongoOperators.Stages
                : place.Keys[0] == "$match" && !place.Keys.Contains("$expr") ? MongoOperators.Query
                : place.Keys is ["$lookup" or "$facet" or "$unionWith", .., _] && place.Brackets.EndsWith("[{", StringComparison.Ordinal) ? MongoOperators.Stages
                : MongoOperators.Expressions,
            var method when Writing.Contains(method) && place.Argument == 1 => MongoOperators.Update,
            "insertOne" or "insertMany" or "createIndex" or "sort" or "hint" => [],
            "find" or "findOne" when place.Argument == 1 => ["$elemMatch", "$slice", .. MongoOperators.Expressions],
            _ => place.Keys.Contains("$expr") ? MongoOperators.Expressions : MongoOperators.Query,
        };
    }

    private async Task<IEnumerable<CellCompletion>> MembersAsync(MongoPlace place, CancellationToken cancellationToken)
    {
        if (place.Chain.Count == 0) return (await CollectionsAsync(cancellationToken)).Concat(Methods(MongoMethods.OfDatabase));
        if (!place.Chain[^1].EndsWith(')') || place.Chain[^1] is "explain()" or "getCollection()") return Methods(MongoMethods.OfCollection);
        return place.Chain.Any(name => name is "find()" or "aggregate()") ? Methods(MongoMethods.OfCursor) : [];
    }

    private async Task<IEnumerable<CellCompletion>> CollectionsAsync(CancellationToken cancellationToken) =>
        await ClientAsync(cancellationToken) is not var (client, name) ? []
        : (await MongoDatabases.CollectionsAsync(new(client, name, 0), cancellationToken)).Select(one => new CellCompletion(one["name"].AsString, "collection"));

    private async Task<IEnumerable<CellCompletion>> DatabasesAsync(CancellationToken cancellationToken) =>
        await ClientAsync(cancellationToken) is not var (client, _) ? []
        : (await client.RunCommandAsync("admin", new() { { "listDatabases", 1 }, { "nameOnly", true } }, cancellationToken))["databases"].AsArray
            .Select(one => new CellCompletion(one.AsDocument["name"].AsString, "database"));

    // A collection has no schema to ask: the fields are those of some of its documents.
    private async Task<IEnumerable<CellCompletion>> FieldsAsync(MongoPlace place, CancellationToken cancellationToken)
    {
        if (place.Collection is not { } collection || await ClientAsync(cancellationToken) is not var (client, name)) return [];
        var types = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        await foreach (var document in client.RunCursorAsync(name, new() { { "find", collection }, { "limit", Sampled } }, cancellationToken)) Collect(document, "");
        return types.Select(field => new CellCompletion(field.Key, "field", string.Join(", ", field.Value)));

        void Collect(BsonDocument document, string path)
        {
            foreach (var (field, value) in document)
            {
                var whole = path + field;
                if (!types.TryGetValue(whole, out var seen)) types[whole] = seen = new(StringComparer.Ordinal);
                seen.Add(value.Type.Alias());
                if (value.Type == BsonType.Document) Collect(value.AsDocument, whole + ".");
                else if (value.Type == BsonType.Array && value.AsArray is [{ Type: BsonType.Document } first, ..]) Collect(first.AsDocument, whole + ".");
            }
        }
    }

    private async Task<(WireClient Client, string Database)?> ClientAsync(CancellationToken cancellationToken)
    {
        if (Lab.Find(store) is not { } wanted) return null;
        MongoClients own;
        lock (gate)
        {
            if (server != wanted) (server, clients) = (wanted, new(wanted));
            own = clients!;
        }

        return (await own.GetAsync(cancellationToken), database() ?? wanted.Endpoint.Database);
    }

    private static IEnumerable<CellCompletion> Methods(IReadOnlyDictionary<string, string> methods) => methods.Select(method => new CellCompletion(method.Key, "method", method.Value));

    private static IEnumerable<CellCompletion> Words(string kind, params string[] words) => words.Select(word => new CellCompletion(word, kind));
}

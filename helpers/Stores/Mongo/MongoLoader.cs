using MongoDB.Bson;
using MongoDB.Driver;
using StorageCourse.Stores.Loading;

namespace StorageCourse.Stores.Mongo;

/// <summary>
/// Loads the shop into MongoDB by insertMany in batches: a flat collection for each table, with the row's key as <c>_id</c>. A key of several columns
/// is a document of them, and its columns are fields too, so that they can be asked for.
/// </summary>
/// <remarks>A NULL is a field that is not there: that is how documents say "none", what sparse indexes and <c>$exists</c> go by, and a filter for null finds it all the same.
/// No indexes are made beside that of <c>_id</c>: they are what chapters are about.</remarks>
internal static class MongoLoader
{
    private const int BatchSize = 1_000;

    /// <summary>Replaces the shop's collections, one after another.</summary>
    /// <param name="store">The lab's server.</param>
    /// <param name="tables">Which.</param>
    /// <param name="loaded">Told how many rows more are in.</param>
    /// <param name="cancellationToken">Ends it; what is in stays.</param>
    /// <exception cref="MongoException">The server's error.</exception>
    public static async Task LoadAsync(MongoStore store, TableData[] tables, Action<int> loaded, CancellationToken cancellationToken)
    {
        var database = store.Database();
        foreach (var table in tables)
        {
            await database.DropCollectionAsync(table.Name, cancellationToken);
            var collection = database.GetCollection<BsonDocument>(table.Name);
            foreach (var rows in table.Rows.Chunk(BatchSize))
            {
                await collection.InsertManyAsync(rows.Select(row => Document(table, row)), cancellationToken: cancellationToken);
                loaded(rows.Length);
            }
        }
    }

    private static BsonDocument Document(TableData table, object?[] row)
    {
        var document = new BsonDocument();
        var key = table.PrimaryKey.Split(", ");
        if (key.Length > 1) document.Add("_id", new BsonDocument(key.Select(name => new BsonElement(name, Value(row[Array.FindIndex(table.Columns, column => column.Name == name)]!, ColumnType.Int)))));
        for (var i = 0; i < row.Length; i++)
        {
            var (name, type) = (table.Columns[i].Name, table.Columns[i].Type);
            if (row[i] is { } value) document.Add(key.Length == 1 && name == key[0] ? "_id" : name, Value(value, type));
        }

        return document;
    }

    private static BsonValue Value(object value, ColumnType type) => value switch
    {
        string json when type == ColumnType.Json => BsonDocument.Parse(json),
        DateTime { Kind: DateTimeKind.Unspecified } time => DateTime.SpecifyKind(time, DateTimeKind.Utc),
        DateTimeOffset time => time.UtcDateTime,
        DateOnly date => date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc),
        _ => BsonTypeMapper.MapToBsonValue(value),
    };
}

using MongoDB.Bson;
using MongoDB.Driver;

namespace StorageCourse;

/// <summary>MongoDB's plans: <c>Plan.Show(explained)</c>, <c>Plan.ExplainAsync(database, command)</c>.</summary>
public static class MongoPlans
{
    extension(Plan)
    {
        /// <summary>The plan that MongoDB explained: what <c>#!mongo --name x</c> bound, or the command <c>explain</c> returned.</summary>
        /// <exception cref="ArgumentException">The document is no explain.</exception>
        public static Plan Show(BsonDocument explained)
        {
            ArgumentNullException.ThrowIfNull(explained);
            return Plan.Parse(explained.ToJson(new() { OutputMode = MongoDB.Bson.IO.JsonOutputMode.RelaxedExtendedJson }));
        }

        /// <inheritdoc cref="Show(BsonDocument)"/>
        public static Plan Show(Documents explained)
        {
            ArgumentNullException.ThrowIfNull(explained);
            return explained.Count == 1 ? Show(explained[0]) : throw new ArgumentException($"expected one document, an explain; got {explained.Count}", nameof(explained));
        }

        /// <summary>Lets MongoDB run a command under explain, and reads its plan.</summary>
        /// <param name="database">The lab's: <c>lab.Mongo.Database()</c>.</param>
        /// <param name="command">A find, aggregate, count, distinct, update or delete, as <c>BsonDocument.Parse("{ find: 'orders', filter: { _id: 1 } }")</c> or as a driver has sent it.</param>
        /// <param name="cancellationToken">Ends the wait.</param>
        /// <exception cref="MongoCommandException">The server refuses.</exception>
        public static async Task<Plan> ExplainAsync(IMongoDatabase database, BsonDocument command, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(database);
            // What a driver adds for the sending (session, database, cluster time) the explain says itself.
            var bare = new BsonDocument(command.Where(field => field.Name[0] != '$' && field.Name != "lsid"));
            return Show(await database.RunCommandAsync<BsonDocument>(new BsonDocument { { "explain", bare }, { "verbosity", "executionStats" } }, cancellationToken: cancellationToken));
        }
    }
}

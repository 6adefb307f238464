using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C11;

/// <summary>11 Document modelling and aggregation: functions are called with a collection of the check's own, pipelines are judged by their documents.</summary>
internal sealed class Chapter11 : IChapter
{
    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("11"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["11.1"], JudgeListAsync),
        new(texts["11.2"], JudgeInsertAsync),
        new(texts["11.3"], JudgeTopicsAsync),
        new(texts["11.4"], JudgeByTopicAsync),
        new(texts["11.5"], attempt => JudgePipelineAsync(attempt, "access_log", """
            [
              { $facet: {
                  total: [{ $count: "requests" }],
                  methods: [{ $group: { _id: "$method", requests: { $sum: 1 } } }, { $sort: { requests: -1 } }, { $project: { _id: 0, method: "$_id", requests: 1 } }],
                  status: [{ $match: { method: "GET", path: "/status" } }, { $count: "requests" }]
              } },
              { $project: { total: { $first: "$total.requests" }, methods: 1, status_checks: { $first: "$status.requests" } } }
            ]
            """, "One pass for each question, side by side in $facet; or group first and add up the groups.")),
        new(texts["11.6"], attempt => JudgePipelineAsync(attempt, "students",
            "[{ $project: { _id: 0, name: 1, averageScore: { $avg: '$topics.score' } } }, { $sort: { averageScore: -1 } }]",
            "The path $topics.score goes through the array and gives all scores; $avg takes the mean of a list as well as of a group.")),
        new(texts["11.7"], attempt => JudgePipelineAsync(attempt, "access_log",
            "[{ $group: { _id: '$ip', requests: { $sum: 1 } } }, { $sort: { requests: -1, _id: 1 } }, { $limit: 10 }, { $project: { _id: 0, ip: '$_id', requests: 1 } }]",
            "Sorted before it is cut: $limit after $sort lets the server keep no more than ten while it sorts.")),
    ];

    private static async Task<Verdict> JudgeListAsync(Attempt attempt)
    {
        const int Many = 250;
        var list = attempt.CodeAs<Func<IMongoCollection<BsonDocument>, Task<List<BsonDocument>>>>();
        return await WithCollectionAsync(async collection =>
        {
            if (await list(collection) is { Count: > 0 }) return Verdict.Failed("The collection is empty, and your list is not.");
            await collection.InsertManyAsync(Enumerable.Range(0, Many).Select(i => new BsonDocument { { "_id", i * 7 % Many }, { "name", $"school {i}" } }));
            var ids = (await list(collection)).Select(document => document["_id"].ToInt64()).ToList();
            if (ids.Count != Many) return Verdict.Failed($"The collection has {Many} documents; your list has {ids.Count}.");
            return ids.SequenceEqual(ids.Order())
                ? Verdict.Passed("The answer came in several batches: the server keeps a cursor, and the client asks for more until it has ended.")
                : Verdict.Failed("These are all documents, but not in the order of their _id.");
        });
    }

    private static async Task<Verdict> JudgeInsertAsync(Attempt attempt)
    {
        var insert = attempt.CodeAs<Func<IMongoCollection<BsonDocument>, Dictionary<string, object>, Task<string>>>();
        return await WithCollectionAsync(async collection =>
        {
            var first = await insert(collection, new(StringComparer.Ordinal) { ["name"] = "Holm", ["students"] = 12 });
            var second = await insert(collection, new(StringComparer.Ordinal) { ["name"] = "Holm", ["topics"] = new[] { "C" } });
            var all = await collection.Find("{}").ToListAsync();
            if (all.Count != 2) return Verdict.Failed($"Two calls made {Quantity.Of(all.Count, "document")}.");
            foreach (var (id, fields) in new[] { (first, "name: \"Holm\", students: 12"), (second, "name: \"Holm\", topics: [ \"C\" ]") })
            {
                var found = all.Where(document => id.Length > 0 && Text(document.GetValue("_id", BsonNull.Value)).Contains(id.Trim('"'), StringComparison.Ordinal)).ToList();
                if (found.Count != 1) return Verdict.Failed($"The function returned \"{id}\", which is the _id of none of the documents.");
                found[0].Remove("_id");
                if (DocumentsJudge.Show(found[0]) != $"{{ {fields} }}") return Verdict.Failed($"Given was {{ {fields} }}; stored is {DocumentsJudge.Show(found[0])}.");
            }

            return Verdict.Passed("The client made the _id before it sent the document: so it knows it without asking.");
        });
    }

    private static async Task<Verdict> JudgeTopicsAsync(Attempt attempt)
    {
        var update = attempt.CodeAs<Func<IMongoCollection<BsonDocument>, string, string[], Task<long>>>();
        return await WithCollectionAsync(async collection =>
        {
            await collection.InsertManyAsync(new[] { "{ _id: 1, name: 'Holm', topics: ['C'] }", "{ _id: 2, name: 'Holm' }", "{ _id: 3, name: 'Base', topics: ['Go'] }" }.Select(BsonDocument.Parse));
            var changed = await update(collection, "Holm", ["SQL", "Redis"]);
            var topics = (await collection.Find("{}").Sort("{ _id: 1 }").ToListAsync()).Select(document => DocumentsJudge.Show(document.GetValue("topics", BsonNull.Value))).ToList();
            if (!topics.SequenceEqual(["[ \"SQL\", \"Redis\" ]", "[ \"SQL\", \"Redis\" ]", "[ \"Go\" ]"]))
                return Verdict.Failed($"Two schools named Holm should have SQL and Redis now, and Base still Go. They have {string.Join(", ", topics)}.");
            if (changed != 2) return Verdict.Failed($"Two documents changed; the function returned {changed}.");
            if (await update(collection, "Holm", ["SQL", "Redis"]) is var again && again != 0) return Verdict.Failed($"Called again with the same topics nothing changes; the function returned {again}.");
            return await update(collection, "Nobody", ["C"]) == 0 && await collection.CountDocumentsAsync("{}") == 3
                ? Verdict.Passed("Matched says how many were found, modified how many are different now.")
                : Verdict.Failed("There is no school named Nobody, and none should be made.");
        });
    }

    private static async Task<Verdict> JudgeByTopicAsync(Attempt attempt)
    {
        const int Many = 2_000;
        var find = attempt.CodeAs<Func<IMongoCollection<BsonDocument>, string, Task<List<string>>>>();
        return await WithCollectionAsync(async collection =>
        {
            await collection.InsertManyAsync(Enumerable.Range(0, Many).Select(i => new BsonDocument
            {
                { "_id", i }, { "name", $"school {(i * 7919) % Many:0000}" }, { "topics", new BsonArray { "C", i % 500 == 3 ? "Fortran" : "SQL" } },
            }));
            await DocumentsJudge.Store.Database().RunCommandAsync<BsonDocument>("{ profile: 2 }");
            List<string> names;
            try
            {
                names = await find(collection, "Fortran");
            }
            finally
            {
                await DocumentsJudge.Store.Database().RunCommandAsync<BsonDocument>("{ profile: 0 }");
            }

            var expected = (await collection.Find("{ topics: 'Fortran' }").Sort("{ name: 1 }").ToListAsync()).Select(document => document["name"].AsString).ToList();
            if (!names.SequenceEqual(expected)) return Verdict.Failed($"Expected {string.Join(", ", expected)}; got {(names.Count == 0 ? "nothing" : string.Join(", ", names.Take(6)))}.");
            // What the server itself noted of the answer's queries.
            var examined = (await DocumentsJudge.Store.Collection("system.profile").Find(Builders<BsonDocument>.Filter.Eq("ns", collection.CollectionNamespace.FullName) & "{ docsExamined: { $gt: 0 } }").ToListAsync())
                .Select(entry => entry["docsExamined"].ToInt64()).DefaultIfEmpty(0).Max();
            return examined <= 10 * expected.Count
                ? Verdict.Passed($"The server examined {examined} documents for {expected.Count}: a multikey index has an entry for each element of the array.")
                : Verdict.Failed($"The names are right. But the server's profiler says that {Quantity.Of(examined)} documents were examined for {expected.Count}.");
        });
    }

    private static async Task<Verdict> JudgePipelineAsync(Attempt attempt, string collection, string reference, string why) =>
        DocumentsJudge.Compare(attempt, await DocumentsJudge.Store.Collection(collection).Aggregate(Pipeline(reference)).ToListAsync(), isOrdered: true) ?? Verdict.Passed(why);

    private static async Task<Verdict> WithCollectionAsync(Func<IMongoCollection<BsonDocument>, Task<Verdict>> judge)
    {
        // A name of its own: the profiler remembers the queries of earlier attempts.
        var collection = DocumentsJudge.Store.Collection($"check_{Guid.NewGuid():N}");
        try
        {
            return await judge(collection);
        }
        finally
        {
            await collection.Database.DropCollectionAsync(collection.CollectionNamespace.CollectionName);
        }
    }

    private static PipelineDefinition<BsonDocument, BsonDocument> Pipeline(string stages) => BsonSerializer.Deserialize<BsonArray>(stages).Cast<BsonDocument>().ToArray();

    private static string Text(BsonValue id) => id.BsonType == BsonType.ObjectId ? id.AsObjectId.ToString() : DocumentsJudge.Show(id);
}

using System.Globalization;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C10;

/// <summary>10 Documents: each answer is judged by the documents that it returns, or by those that it leaves in the collection of schools.</summary>
internal sealed class Chapter10 : IChapter
{
    // As the chapter's cell inserts them.
    private const string Schools = """
        [
          { _id: 1, name: "Holm Academy",   city: "Oslo",       students: 320, topics: ["SQL", "C"], address: { zip: "0150" } },
          { _id: 2, name: "Holm Evening",   city: "Oslo",       students: 85,  topics: ["SQL"] },
          { _id: 3, name: "Puerto Tech",    city: "Valparaíso", students: 410, topics: ["Python", "SQL", "Redis"], address: { zip: "2340000" } },
          { _id: 4, name: "Night Owls",     city: "Tunis",      students: 60,  topics: [] },
          { _id: 5, name: "holmgren",       city: "Malmö",      students: 150, topics: ["C"], closed: true },
          { _id: 6, name: "The Holm",       city: "Oslo",       students: 95,  topics: ["Go", "Redis"] },
          { _id: 7, name: "Base Camp",      city: "Tunis",      students: 210, topics: ["Python"], address: { zip: "1001" } },
          { _id: 8, name: "Old Mill",       city: "Malmö",      students: 0,   topics: ["Cobol"], closed: true }
        ]
        """;

    private static IMongoCollection<BsonDocument> Collection => DocumentsJudge.Store.Collection("schools");

    private static IMongoCollection<BsonDocument> Classes => DocumentsJudge.Store.Database("my_school").GetCollection<BsonDocument>("classes");

    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("10"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["10.1"], JudgeDatabaseAsync)
        {
            UndoAsync = _ => DropAsync(Classes),
        },
        new(texts["10.2"], _ => JudgeInsertAsync())
        {
            UndoAsync = _ => ResetAsync(),
        },
        new(texts["10.3"], attempt => JudgeFindAsync(attempt, Collection.Find("{}").Project("{ _id: 0, name: 1, city: 1 }").Sort("{ name: 1 }"), isOrdered: true,
            "The sort is by the bytes of the text, so capitals come before small letters: “holmgren” is the last. A collation sorts as people do.")),
        new(texts["10.4"], attempt => JudgeFindAsync(attempt, Collection.Find("{ city: { $in: ['Oslo', 'Tunis'] }, students: { $gte: 80, $lte: 300 }, topics: { $in: ['SQL', 'Python'] } }"), isOrdered: false,
            "Three conditions in one filter are joined by “and”. $in asks a field for one of several values, and an array for one of several elements.")),
        new(texts["10.5"], JudgeCountAsync),
        new(texts["10.6"], _ => JudgeUpdateAsync())
        {
            UndoAsync = _ => ResetAsync(),
        },
        new(texts["10.7"], _ => JudgeDeleteAsync())
        {
            UndoAsync = _ => ResetAsync(),
        },
        new(texts["10.8"], attempt => JudgeFindAsync(attempt, Collection.Find("{ name: { $regex: '^Holm' } }").Project("{ _id: 0, name: 1 }"), isOrdered: false,
            "A pattern that is anchored at the beginning is a range of an index: from “Holm” to the next text that doesn't begin so. Without the ^ the whole index must be read.")),
    ];

    private static async Task<Verdict> JudgeDatabaseAsync(Attempt attempt)
    {
        var count = await Classes.CountDocumentsAsync("{}");
        if (!attempt.TryGetResult(out var result) && count == 0) return Verdict.NotAttempted("there is no database my_school, and no list.");
        if (count == 0) return Verdict.Failed("There is a list, but no document in the collection classes of my_school.");
        return result is Documents list && list.Any(document => DocumentsJudge.Show(document).Contains("\"my_school\"", StringComparison.Ordinal))
            ? Verdict.Passed("Nothing was created but a document. Database and collection came with it, and would go with it.")
            : Verdict.Failed("The database is there. The cell's last result does not list it.");
    }

    private static async Task<Verdict> JudgeInsertAsync()
    {
        const string Expected = "{ _id: 9, name: 'Collegium Maris', city: 'Bergen', students: 45, topics: ['Git', 'C'], address: { zip: '5003' } }";
        var all = await Collection.Find("{}").ToListAsync();
        var added = all.Where(document => !Original().ContainsKey(Id(document))).ToList();
        if (added.Count == 0) return Verdict.NotAttempted("schools has no new document.");
        if (added.Count > 1) return Verdict.Failed($"schools has {added.Count} new documents; expected one.");
        var found = DocumentsJudge.Show(added[0]);
        return found == DocumentsJudge.Show(BsonDocument.Parse(Expected))
            ? Verdict.Passed("A document in the document, a list in order: the shape is the information.")
            : Verdict.Failed($"The new school is {found}. Compare it with the text, field by field.");
    }

    private static async Task<Verdict> JudgeFindAsync(Attempt attempt, IFindFluent<BsonDocument, BsonDocument> expected, bool isOrdered, string why) =>
        DocumentsJudge.Compare(attempt, await expected.ToListAsync(), isOrdered) ?? Verdict.Passed(why);

    private static async Task<Verdict> JudgeCountAsync(Attempt attempt)
    {
        if (!attempt.TryGetResult(out var result) || result is not Documents answer) return Verdict.NotAttempted($"there is no result named {attempt.ResultName}.");
        if (answer.Count != 1) return Verdict.Failed($"The result is {Quantity.Of(answer.Count, "document")}; expected one number.");
        var expected = await Collection.CountDocumentsAsync("{ closed: { $ne: true } }");
        var given = answer.Scalar<double>();
        if (given == expected) return Verdict.Passed("“Not true” includes “not there”. Asked for closed: false, the server would have found none.");
        return Verdict.Failed(given == 0
            ? "No school has closed: false. Of those that aren't closed the field is missing."
            : $"You count {given.ToString(CultureInfo.InvariantCulture)}; expected {expected}.");
    }

    private static async Task<Verdict> JudgeUpdateAsync()
    {
        var now = (await Collection.Find("{}").ToListAsync()).ToDictionary(Id, document => DocumentsJudge.Show(document));
        var original = Original();
        // The answer of 10.7 may have been given before, so a school may be gone.
        var left = original.Where(pair => now.ContainsKey(pair.Key)).ToList();
        if (left.All(pair => now[pair.Key] == DocumentsJudge.Show(pair.Value))) return Verdict.NotAttempted("no school has changed.");
        foreach (var (id, school) in left)
        {
            var expected = DocumentsJudge.Show(id is 2 or 4 or 6 ? Mentored(school) : school);
            if (now[id] != expected) return Verdict.Failed($"School {id} is {now[id]}; expected {expected}.");
        }

        return Verdict.Passed("One command, two operators, all documents that match. A document without the array would have got one.");
    }

    private static async Task<Verdict> JudgeDeleteAsync()
    {
        var left = (await Collection.Find("{}").ToListAsync()).Select(Id).ToHashSet();
        var gone = Original().Keys.Where(id => !left.Contains(id)).ToList();
        if (gone.Count == 0) return Verdict.NotAttempted("no school is gone.");
        return gone is [8]
            ? Verdict.Passed("Only the Old Mill met both conditions. holmgren is closed but has 150 students; the other small ones are open.")
            : Verdict.Failed($"Gone are the schools {string.Join(", ", gone)}. Which of them is closed and has fewer than 100 students?");
    }

    /// <summary>The schools as they are before any answer, by id.</summary>
    private static SortedDictionary<long, BsonDocument> Original()
    {
        var schools = new SortedDictionary<long, BsonDocument>();
        foreach (var school in AllSchools()) schools[school["_id"].ToInt64()] = school;
        return schools;
    }

    /// <summary>What the update of 10.6 makes of a small school.</summary>
    private static BsonDocument Mentored(BsonDocument school)
    {
        var changed = (BsonDocument)school.DeepClone();
        changed["topics"] = new BsonArray(school["topics"].AsBsonArray.Append("Mentoring"));
        changed["size"] = "small";
        return changed;
    }

    private static long Id(BsonDocument document) => document["_id"].IsNumeric ? document["_id"].ToInt64() : -1;

    private static async Task ResetAsync()
    {
        await DropAsync(Collection);
        await Collection.InsertManyAsync(AllSchools());
    }

    private static IEnumerable<BsonDocument> AllSchools() => BsonSerializer.Deserialize<BsonArray>(Schools).Cast<BsonDocument>();

    private static Task DropAsync(IMongoCollection<BsonDocument> collection) => collection.Database.DropCollectionAsync(collection.CollectionNamespace.CollectionName);
}

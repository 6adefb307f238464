using System.Globalization;
using MongoDB.Bson;
using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters;

/// <summary>Judges an answer that is documents by those of a reference. Fields may come in any order, and numbers are equal by value, to fifteen digits: a mean that was added up in another order differs in the last.</summary>
internal static class DocumentsJudge
{
    /// <summary>The lab's MongoDB.</summary>
    public static MongoStore Store => MongoStore.Of(Lab.Require("mongo"));

    /// <summary>Null where the answer is right; else what is wrong with it, or that there is none.</summary>
    /// <param name="attempt">Its result is <see cref="Documents"/>.</param>
    /// <param name="expected">What the reference returned.</param>
    /// <param name="isOrdered">Whether the order of the documents was asked for.</param>
    public static Verdict? Compare(Attempt attempt, IEnumerable<BsonDocument> expected, bool isOrdered)
    {
        if (!attempt.TryGetResult(out var result)) return Verdict.NotAttempted($"there is no result named {attempt.ResultName}.");
        if (result is not Documents answer) return Verdict.NotAttempted($"{attempt.ResultName} holds no documents.");
        var given = answer.Select(document => Show(document)).ToList();
        var wanted = expected.Select(document => Show(document)).ToList();
        if (isOrdered ? given.SequenceEqual(wanted) : given.Order(StringComparer.Ordinal).SequenceEqual(wanted.Order(StringComparer.Ordinal))) return null;
        if (given.Count != wanted.Count) return Verdict.Failed($"Your command returns {Quantity.Of(given.Count, "document")}; expected {Quantity.Of(wanted.Count, "document")}.");
        var surplus = new List<string>(given);
        foreach (var document in wanted) surplus.Remove(document);
        return Verdict.Failed(surplus.Count == 0
            ? "These are the right documents, but not in the order that was asked for."
            : $"{Quantity.Of(surplus.Count, "document")} should look different, for instance {surplus[0]}.");
    }

    /// <summary>A value as text in which what is equal looks the same.</summary>
    public static string Show(BsonValue value) => value switch
    {
        BsonDocument document => "{ " + string.Join(", ", document.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => $"{field.Name}: {Show(field.Value)}")) + " }",
        BsonArray array => "[ " + string.Join(", ", array.Select(Show)) + " ]",
        BsonString text => $"\"{text.Value}\"",
        _ when value.IsNumeric => value.ToDouble().ToString("G15", CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

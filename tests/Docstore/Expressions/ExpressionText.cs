using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Tests.Docstore.Expressions;

/// <summary>Evaluates expressions that are written in Extended JSON, with ' for ".</summary>
internal static class ExpressionText
{
    public static QueryScope Scope { get; } = new(null, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc));

    public static BsonValue Value(string json) => ExtendedJson.Parse(json.Replace('\'', '"'));

    public static BsonDocument Document(string json) => Value(json).AsDocument;

    /// <summary>The expected text is Extended JSON too, types count; or "missing".</summary>
    public static void ShouldGive(string expression, string document, string expected)
    {
        var fields = Document(document);
        var parsed = Expression.Parse(Value(expression), Scope);
        foreach (var root in new[] { fields, BsonDocument.FromBytes(fields.ToBytes()) })
        {
            var value = parsed.Evaluate(root, new Variables());
            if (expected == "missing") value.IsMissing.ShouldBeTrue($"got {value}");
            else Text(value).ShouldBe(Text(Value(expected)), $"{expression} of {document}");
        }
    }

    public static void ShouldFail(string expression, string document, int code)
    {
        var error = Should.Throw<MongoError>(() => Expression.Parse(Value(expression), Scope).Evaluate(Document(document), new Variables()), $"{expression} of {document}");
        error.Code.ShouldBe(code, error.Message);
    }

    public static string Text(BsonValue value) => value.IsMissing ? "missing" : ExtendedJson.Write(value, ExtendedJsonMode.Canonical);
}

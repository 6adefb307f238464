using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Commands;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Tests.Docstore.Commands;

/// <summary>Writes in any order, then reads: the same as with a list of dictionaries, with and without an index.</summary>
public class UpdateModelTests
{
    private static readonly QueryScope Scope = new(null, DateTime.UnixEpoch);

    private sealed record Step(string Kind, string Where, int Is, string Field, int Value, bool Multi);

    [Fact]
    public void Update_then_find_agrees_with_a_naive_model() =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.ListOf(Steps()).ToArbitrary(), steps =>
        {
            using var store = new DocumentStore();
            var collection = store.FindOrCreate("test", "c");

            // Entries of one key stand in the order of insertion, so "the first" is the same document in the model.
            collection.CreateIndexes([IndexSpecification.Parse(BsonDocument.Parse("""{ "key": { "a": 1 }, "name": "a" }""")), IndexSpecification.Parse(BsonDocument.Parse("""{ "key": { "b": -1 }, "name": "b", "sparse": true }"""))]);
            var writer = new DocumentWriter(store, "test", "c", bypassValidation: false, CancellationToken.None);
            var model = new List<Dictionary<string, int>>();
            foreach (var step in steps)
            {
                Do(step, writer, model);
                Find(collection, "{}").ShouldBe(model.Select(Text).Order(StringComparer.Ordinal));
                foreach (var field in new[] { "a", "b" })
                    Find(collection, $$"""{ "{{field}}": {{step.Value}} }""").ShouldBe(model.Where(document => Has(document, field, step.Value)).Select(Text).Order(StringComparer.Ordinal));
            }
        }));

    private static Gen<Step> Steps() =>
        from kind in Gen.Elements("insert", "insert", "insert", "$set", "$inc", "$unset", "delete", "upsert")
        from @where in Gen.Elements("a", "b") from isValue in Gen.Choose(0, 3) from field in Gen.Elements("a", "b") from value in Gen.Choose(0, 3) from multi in Gen.Elements(true, false)
        select new Step(kind, @where, isValue, field, value, multi);

    private static void Do(Step step, DocumentWriter writer, List<Dictionary<string, int>> model)
    {
        var request = new QueryRequest(Filter.Parse(new() { { step.Where, step.Is } }, Scope));
        var found = model.Where(document => Has(document, step.Where, step.Is)).Take(step.Multi ? int.MaxValue : 1).ToList();
        switch (step.Kind)
        {
            case "insert":
                writer.Insert(new() { { step.Field, step.Value } });
                model.Add(new() { [step.Field] = step.Value });
                break;
            case "delete":
                writer.Delete(request, step.Multi).Deleted.ShouldBe(found.Count);
                model.RemoveAll(found.Contains);
                break;
            default:
                var (name, upsert) = step.Kind == "upsert" ? ("$set", true) : (step.Kind, false);
                var program = UpdateProgram.Parse(new BsonDocument { { name, new BsonDocument { { step.Field, step.Value } } } }, null, Scope);
                writer.Update(request, program, step.Multi, upsert).Matched.ShouldBe(found.Count);
                if (upsert && found.Count == 0)
                {
                    found = [new() { [step.Where] = step.Is }];
                    model.AddRange(found);
                }

                found.ForEach(document => Change(document, name, step));
                break;
        }
    }

    private static void Change(Dictionary<string, int> document, string name, Step step)
    {
        if (name == "$unset")
            document.Remove(step.Field);
        else
            document[step.Field] = step.Value + (name == "$inc" ? document.GetValueOrDefault(step.Field) : 0);
    }

    private static bool Has(Dictionary<string, int> document, string field, int value) => document.TryGetValue(field, out var found) && found == value;

    private static List<string> Find(Collection collection, string filter) =>
        [.. Planner.Plan(new(Filter.Parse(BsonDocument.Parse(filter), Scope)), collection, new()).Documents()
            .Select(document => Text(document.Where(element => element.Name != "_id").ToDictionary(element => element.Name, element => (int)element.Value.ToInt64())))
            .Order(StringComparer.Ordinal)];

    private static string Text(Dictionary<string, int> document) =>
        string.Join(" ", document.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => string.Create(CultureInfo.InvariantCulture, $"{field.Key}={field.Value}")));
}

using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Update;
using StorageCourse.Tests.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Update;

/// <summary>Updates against a naive model: a dictionary of fields, and a list for an array.</summary>
public sealed class UpdatePropertyTests
{
    private static readonly QueryScope Scope = new(null, DateTime.UnixEpoch);

    private static Gen<BsonValue> Values => AnyBson.Values(1).Where(value => value.Type != BsonType.Undefined);

    private static Gen<BsonDocument> Documents =>
        from names in Gen.SubListOf("_id", "a", "b", "c", "d")
        from values in Gen.ArrayOf(Values, 5)
        select new BsonDocument(names.Select((name, index) => new BsonElement(name, values[index])));

    [Fact]
    public void Set_and_unset_agree_with_a_dictionary() =>
        Prop.ForAll(Documents.ToArbitrary(), Gen.Elements("a", "b", "e").ToArbitrary(), Values.ToArbitrary(), (document, name, value) =>
        {
            var model = document.ToDictionary(field => field.Name, field => field.Value);
            model[name] = value;
            var set = Apply(document, "$set", name, value);
            var wasSet = set.ToDictionary(field => field.Name, field => field.Value).OrderBy(field => field.Key, StringComparer.Ordinal).SequenceEqual(model.OrderBy(field => field.Key, StringComparer.Ordinal));
            var unset = Apply(set, "$unset", name, 1);
            model.Remove(name);
            return wasSet && !unset.Contains(name) && unset.Count == model.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Array_operators_agree_with_a_list() =>
        Prop.ForAll(Gen.ListOf(Values).ToArbitrary(), Gen.ListOf(Values).ToArbitrary(), (held, added) =>
        {
            var document = new BsonDocument { { "a", new BsonArray(held) } };
            var each = new BsonArray(added);
            var pushed = Array(Apply(document, "$push", "a", new BsonDocument { { "$each", each } }));
            var sorted = Array(Apply(document, "$push", "a", new BsonDocument { { "$each", each }, { "$sort", 1 } }));
            var pulled = Array(Apply(document, "$pullAll", "a", each));
            var set = Array(Apply(document, "$addToSet", "a", new BsonDocument { { "$each", each } }));
            return pushed.SequenceEqual(held.Concat(added))
                && sorted.SequenceEqual(held.Concat(added).Order(BsonComparer.Instance))
                && pulled.SequenceEqual(held.Where(value => !added.Contains(value, BsonComparer.Instance)))
                && set.SequenceEqual(held.Concat(added.Distinct(BsonComparer.Instance).Where(value => !held.Contains(value, BsonComparer.Instance))));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_set_is_found() =>
        Prop.ForAll(Documents.ToArbitrary(), Gen.Elements("a", "e", "e.f", "e.f.g").ToArbitrary(), Values.Where(value => value.Type != BsonType.Regex).ToArbitrary(), (document, path, value) =>
            Filter.Parse(new() { { path, new BsonDocument { { "$eq", value } } } }, Scope).Matches(Apply(document, "$set", path, value))).QuickCheckThrowOnFailure();

    private static BsonDocument Apply(BsonDocument document, string name, string path, BsonValue argument) =>
        UpdateProgram.Parse(new BsonDocument { { name, new BsonDocument { { path, argument } } } }, null, Scope).Apply(document, null, isUpsert: false);

    private static BsonArray Array(BsonDocument document) => document["a"].AsArray;
}

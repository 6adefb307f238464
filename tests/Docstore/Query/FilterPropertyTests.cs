using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;
using StorageCourse.Tests.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Query;

public sealed class FilterPropertyTests
{
    private static readonly QueryScope Scope = new(null, DateTime.UnixEpoch);
    private static readonly string[] Comparisons = ["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"];

    // Values that mean something else behind an operator, or nothing, are left out.
    private static Gen<BsonValue> Operands => AnyBson.Values(1).Where(value => value.Type is not (BsonType.Regex or BsonType.Undefined));

    private static Gen<BsonDocument> Filters =>
        from path in Gen.Elements("a", "b", "a.b", "a.0", "b.a.b", "a.b.1")
        from comparison in Gen.Elements(Comparisons)
        from value in Operands
        select new BsonDocument { { path, new BsonDocument { { comparison, value } } } };

    [Fact]
    public void Bytes_match_as_decoded_documents_do() =>
        Prop.ForAll(Filters.ToArbitrary(), AnyBson.Documents().ToArbitrary(), (filter, document) =>
        {
            var parsed = Filter.Parse(filter, Scope);
            var raw = BsonDocument.FromBytes(document.ToBytes());
            return parsed.Matches(raw) == parsed.Matches(raw.Decode());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_field_that_is_no_array_compares_as_the_order_has_it() =>
        Prop.ForAll(Operands.ToArbitrary(), Operands.Where(value => value.Type != BsonType.Array).ToArbitrary(), (right, left) =>
        {
            var document = new BsonDocument { { "a", left } };
            bool Holds(string comparison) => Filter.Parse(new() { { "a", new BsonDocument { { comparison, right } } } }, Scope).Matches(document);
            var order = BsonComparer.Instance.Compare(left, right);
            return Holds("$eq") == (order == 0)
                && Holds("$ne") == (order != 0)
                && (!Holds("$lt") || order < 0) && (!Holds("$gt") || order > 0)
                && Holds("$lte") == (Holds("$lt") || order == 0) && Holds("$gte") == (Holds("$gt") || order == 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Not_is_the_opposite_and_a_list_is_its_equalities() =>
        Prop.ForAll(AnyBson.Documents().ToArbitrary(), Gen.ArrayOf(Operands).ToArbitrary(), (document, values) =>
        {
            bool Matches(BsonDocument filter) => Filter.Parse(filter, Scope).Matches(document);
            var list = new BsonArray(values.Where(value => !FilterParser.IsOperators(value)));
            var any = list.Any(value => Matches(new() { { "a.b", new BsonDocument { { "$eq", value } } } }));
            return Matches(new() { { "a.b", new BsonDocument { { "$in", list } } } }) == any
                && Matches(new() { { "a.b", new BsonDocument { { "$nin", list } } } }) == !any
                && Matches(new() { { "a.b", new BsonDocument { { "$not", new BsonDocument { { "$in", list } } } } } }) == !any;
        }).QuickCheckThrowOnFailure();
}

using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Tests.Docstore.Planning;

/// <summary>Whatever the documents, the query and the indexes: an index changes how a result is found, never the result.</summary>
public class IndexPropertyTests
{
    private static readonly string[] Fields = ["a", "b", "a.b", "a.c", "b.0", "_id"];

    private static readonly BsonValue[] Scalars =
        [1, 2, 3, 2.0, 2.5, 3L, Decimal128.Parse("2.0"), double.NaN, -1, "", "x", "xy", "y", BsonValue.Null, BsonValue.Undefined, BsonValue.True, BsonValue.False, BsonValue.MinKey, BsonValue.MaxKey, BsonValue.FromDateTime(5)];

    [Fact]
    public void An_index_never_changes_a_result() =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(1500).WithStartSize(10).WithEndSize(60), Prop.ForAll(Cases().ToArbitrary(), test =>
        {
            if (TryParse(test.Filter) is not { } filter)
                return;
            var indexed = Filled(test.Documents, test.Indexes);
            var plain = Filled(test.Documents, []);
            var request = new QueryRequest(filter) { Projection = test.Projection is null ? null : Projection.Parse(test.Projection, new(null, DateTime.UnixEpoch)) };
            if (test.Sort is null)
            {
                Sorted(Run(request, indexed)).ShouldBe(Sorted(Run(request, plain)), test.ToString());
                Planner.Plan(request with { CountsOnly = true }, indexed, new()).Count().ShouldBe(Run(request with { Projection = null }, plain).Count, test.ToString());
                return;
            }

            var sort = SortOrder.Parse(test.Sort);
            if (TryRun(request with { Sort = sort, Projection = null }, plain) is not { } expected)
                return;
            var found = Run(request with { Sort = sort, Projection = null }, indexed);
            Sorted(found).ShouldBe(Sorted(expected), test.ToString());
            Keys(found, sort).ShouldBe(Keys(expected, sort), test.ToString());

            // Of documents that sort alike any may be among the first: the sort keys must be the same.
            var first = Run(request with { Sort = sort, Projection = null, Skip = 1, Limit = 3 }, indexed);
            Keys(first, sort).ShouldBe(Keys(expected.Skip(1).Take(3), sort), test.ToString());
        }));

    [Fact]
    public void An_array_at_a_position_is_what_is_compared_not_its_elements_though_the_index_has_those()
    {
        var request = new QueryRequest(TryParse(new() { { "b.0", 2 } })!);
        var documents = new List<BsonDocument> { BsonDocument.Parse("""{ "b": [[2]] }"""), BsonDocument.Parse("""{ "b": [2, [3]] }""") };
        var indexed = Filled(documents, [new() { { "key", new BsonDocument { { "b.0", 1 } } }, { "name", "first" } }]);
        Run(request, indexed).ShouldHaveSingleItem()["_id"].ShouldBe(1);
        Planner.Plan(request with { CountsOnly = true }, indexed, new()).Count().ShouldBe(1);
    }

    [Fact]
    public void An_element_at_a_position_has_no_field_of_that_name_so_null_matches_though_the_index_has_no_such_key()
    {
        var request = new QueryRequest(TryParse(new() { { "b.0", BsonValue.Null } })!);
        var documents = new List<BsonDocument> { BsonDocument.Parse("""{ "b": [{ "c": 1 }, 2] }"""), BsonDocument.Parse("""{ "b": [3] }""") };
        Run(request, Filled(documents, [new() { { "key", new BsonDocument { { "b.0", 1 } } }, { "name", "first" } }])).ShouldHaveSingleItem()["_id"].ShouldBe(0);
    }

    private sealed record Case(List<BsonDocument> Documents, List<BsonDocument> Indexes, BsonDocument Filter, BsonDocument? Sort, BsonDocument? Projection)
    {
        public override string ToString() =>
            $"filter {Filter} sort {Sort} projection {Projection}\nindexes {string.Join(" ", Indexes)}\ndocuments\n{string.Join("\n", Documents)}";
    }

    private static Gen<Case> Cases() =>
        from documents in Gen.ListOf(Document()).Select(list => list.Take(25).ToList())
        from indexes in Gen.ListOf(IndexSpec()).Select(list => list.Take(3).Select((index, at) => Named(index, at)).ToList())
        from filter in FilterOf(2)
        from sort in Gen.OneOf(Gen.Constant<BsonDocument?>(null), Gen.NonEmptyListOf(from field in Gen.Elements(Fields) from direction in Gen.Elements(1, -1) select (field, direction))
            .Select(keys => (BsonDocument?)new BsonDocument(keys.DistinctBy(key => key.field).Take(2).Select(key => new BsonElement(key.field, key.direction)))))
        from projection in Gen.Elements<BsonDocument?>(null, null, new BsonDocument { { "a", 1 } }, new BsonDocument { { "_id", 0 }, { "a", 1 } }, new BsonDocument { { "_id", 0 }, { "a", 1 }, { "b", 1 } }, new BsonDocument { { "_id", 0 }, { "a.b", 1 } })
        select new Case(documents, indexes, filter, sort, projection);

    private static Gen<BsonValue> Value(int depth) => depth == 0 ? Gen.Elements(Scalars) : Gen.Frequency(
        (6, Gen.Elements(Scalars)),
        (2, Gen.ListOf(Value(depth - 1)).Select(list => (BsonValue)new BsonArray(list.Take(3)))),
        (2, from b in Value(depth - 1) from c in Value(depth - 1) from which in Gen.Choose(0, 3)
            select (BsonValue)new BsonDocument(new BsonElement[] { new("b", b), new("c", c) }.Where((_, at) => (which & (1 << at)) != 0))));

    private static Gen<BsonDocument> Document() =>
        from a in Value(2) from b in Value(2) from which in Gen.Choose(0, 3)
        select new BsonDocument(new BsonElement[] { new("a", a), new("b", b) }.Where((_, at) => (which & (1 << at)) != 0));

    private static Gen<BsonDocument> IndexSpec() =>
        from keys in Gen.NonEmptyListOf(from field in Gen.Elements(Fields) from direction in Gen.Elements(1, -1) select new BsonElement(field, direction))
        from option in Gen.Choose(0, 5)
        select new BsonDocument { { "key", new BsonDocument(keys.DistinctBy(key => key.Name).Take(3)) }, { "sparse", option == 0 ? true : default(BsonValue) }, { "partialFilterExpression", option == 1 ? new BsonDocument { { "b", new BsonDocument { { "$gt", 1 } } } } : option == 2 ? new BsonDocument { { "a", new BsonDocument { { "$exists", true } } } } : default(BsonValue) } };

    private static BsonDocument Named(BsonDocument index, int at)
    {
        index["name"] = $"index_{at}";
        return index;
    }

    private static Gen<BsonDocument> FilterOf(int depth) => depth == 0 ? Condition() : Gen.Frequency(
        (5, Condition()),
        (1, Gen.Constant(new BsonDocument())),
        (3, Combined("$and", depth)), (2, Combined("$or", depth)), (1, Combined("$nor", depth)));

    private static Gen<BsonDocument> Combined(string name, int depth) =>
        Gen.NonEmptyListOf(FilterOf(depth - 1)).Select(parts => new BsonDocument { { name, new BsonArray(parts.Take(3).Select(part => (BsonValue)part)) } });

    private static Gen<BsonDocument> Condition() => from field in Gen.Elements(Fields) from predicate in Predicate(1) select new BsonDocument { { field, predicate } };

    private static Gen<BsonValue> Predicate(int depth)
    {
        var plain = Gen.OneOf(
            Value(1),
            from name in Gen.Elements("$eq", "$gt", "$gte", "$lt", "$lte", "$ne") from value in Value(1) select One(name, value),
            from low in Gen.Elements(Scalars) from high in Gen.Elements(Scalars) select (BsonValue)new BsonDocument { { "$gte", low }, { "$lt", high } },
            from name in Gen.Elements("$in", "$nin", "$all") from values in Gen.ListOf(Value(1)) select One(name, new BsonArray(values.Take(3))),
            Gen.Elements(One("$exists", true), One("$exists", false), One("$size", 2), One("$type", "number"), One("$regex", "^x"), One("$regex", "y"), One("$mod", new BsonArray { 2, 0 })));
        return depth == 0 ? plain : Gen.Frequency(
            (8, plain),
            (1, from inner in FilterOf(0) select One("$elemMatch", inner)),
            (1, from low in Gen.Elements(Scalars) from high in Gen.Elements(Scalars) select One("$elemMatch", new BsonDocument { { "$gte", low }, { "$lte", high } })),
            (1, from name in Gen.Elements("$gt", "$lt", "$in") from value in Gen.Elements(Scalars) select One("$not", One(name, name == "$in" ? new BsonArray { value } : value))));
    }

    private static BsonValue One(string name, BsonValue value) => new BsonDocument { { name, value } };

    private static Collection Filled(List<BsonDocument> documents, List<BsonDocument> indexes)
    {
        var collection = new Collection(new("test"), "documents", new());
        foreach (var index in indexes)
        {
            try
            {
                collection.CreateIndexes([IndexSpecification.Parse(index)]);
            }
            catch (MongoError error) when (error.Code is 67 or 85 or 86 or 197 or 2)
            {
                // The same once more, or one on _id with options: without it, then.
            }
        }

        var id = 0;
        foreach (var document in documents)
        {
            var stored = document.Clone();
            stored.Insert(0, "_id", id++);
            try
            {
                collection.Insert(BsonDocument.FromBytes(stored.ToBytes()));
            }
            catch (MongoError error) when (error.Code == 171)
            {
                // Parallel arrays: no collection with such an index has this document, and none without shall.
                documents.Remove(document);
                return Filled(documents, indexes);
            }
        }

        return collection;
    }

    private static List<BsonDocument> Run(QueryRequest request, Collection collection) => [.. Planner.Plan(request, collection, new()).Documents()];

    private static Filter? TryParse(BsonDocument filter)
    {
        try
        {
            return Filter.Parse(filter, new(null, DateTime.UnixEpoch));
        }
        catch (MongoError)
        {
            // A number can't be matched against a pattern, say: no query at all.
            return null;
        }
    }

    private static List<BsonDocument>? TryRun(QueryRequest request, Collection collection)
    {
        try
        {
            var found = Run(request, collection);
            // One document is found by its _id and never sorted; its keys may be parallel arrays all the same.
            if (request.Sort is { } sort) Keys(found, sort);
            return found;
        }
        catch (MongoError error) when (error.Code == 2 && error.Message.Contains("parallel arrays"))
        {
            return null;
        }
    }

    private static List<string> Sorted(IEnumerable<BsonDocument> documents) => [.. documents.Select(document => ExtendedJson.Write(Ordered(document), ExtendedJsonMode.Canonical)).Order(StringComparer.Ordinal)];

    private static BsonDocument Ordered(BsonDocument document) => new(document.OrderBy(element => element.Name, StringComparer.Ordinal));

    private static List<string> Keys(IEnumerable<BsonDocument> documents, SortOrder sort)
    {
        var keys = new List<string>();
        BsonValue[]? last = null;
        var group = -1;
        foreach (var document in documents)
        {
            var key = sort.KeyOf(document);
            if (last is null || sort.CompareKeys(last, key) != 0)
                group++;
            (last, _) = (key, group);
            keys.Add($"{group}: {string.Join(", ", key.Select(value => BsonComparer.Instance.GetHashCode(value)))}");
        }

        return keys;
    }
}

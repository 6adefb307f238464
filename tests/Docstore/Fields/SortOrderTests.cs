using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;
using StorageCourse.Tests.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Fields;

public sealed class SortOrderTests
{
    [Theory]
    [InlineData("{'a': 1}", "[{'a': 2}, {'a': null}, {'a': 'x'}, {}, {'a': 1}]", "[{'a': null}, {}, {'a': 1}, {'a': 2}, {'a': 'x'}]")]
    [InlineData("{'a': -1}", "[{'a': 2}, {}, {'a': 'x'}]", "[{'a': 'x'}, {'a': 2}, {}]")]
    // An array counts with its least element upwards and its greatest downwards; an empty one comes before null.
    [InlineData("{'a': 1}", "[{'a': [5, 1]}, {'a': 2}, {'a': []}, {}]", "[{'a': []}, {}, {'a': [5, 1]}, {'a': 2}]")]
    [InlineData("{'a': -1}", "[{'a': 2}, {'a': [5, 1]}, {'a': []}, {}]", "[{'a': [5, 1]}, {'a': 2}, {}, {'a': []}]")]
    [InlineData("{'a': 1, 'b': -1}", "[{'a': 1, 'b': 1}, {'a': 1, 'b': 2}, {'a': 0}]", "[{'a': 0}, {'a': 1, 'b': 2}, {'a': 1, 'b': 1}]")]
    [InlineData("{'a.b': 1}", "[{'a': [{'b': 4}, {'b': 3}]}, {'a': {'b': 2}}, {'a': [{'b': 9}, {}]}]", "[{'a': [{'b': 9}, {}]}, {'a': {'b': 2}}, {'a': [{'b': 4}, {'b': 3}]}]")]
    [InlineData("{'a.1': 1}", "[{'a': [1, 9]}, {'a': [5, 2]}]", "[{'a': [5, 2]}, {'a': [1, 9]}]")]
    // Of fields below one array the least pair counts, not the least of each.
    [InlineData("{'a.x': 1, 'a.y': 1}", "[{'a': [{'x': 1, 'y': 9}, {'x': 2, 'y': 0}]}, {'a': {'x': 1, 'y': 5}}]", "[{'a': {'x': 1, 'y': 5}}, {'a': [{'x': 1, 'y': 9}, {'x': 2, 'y': 0}]}]")]
    [InlineData("{}", "[{'a': 2}, {'a': 1}]", "[{'a': 2}, {'a': 1}]")]
    public void Documents_sort_as_in_MongoDB(string sort, string documents, string expected)
    {
        var order = SortOrder.Parse(BsonDocument.Parse(sort.Replace('\'', '"')));
        var list = ExtendedJson.Parse(documents.Replace('\'', '"')).AsArray.Select(document => document.AsDocument).ToList();
        var wanted = ExtendedJson.Parse(expected.Replace('\'', '"')).AsArray.Select(document => document.AsDocument).ToList();
        order.Sort(list).ShouldBe(wanted);
        order.Sort(list, 2).ShouldBe(wanted.Take(2));
    }

    [Theory]
    [InlineData("{'a': 'x'}", 15974)]
    [InlineData("{'a': 2}", 15975)]
    [InlineData("{'a': 0}", 15975)]
    [InlineData("{'': 1}", 40352)]
    [InlineData("{'a.': 1}", 40353)]
    [InlineData("{'a..b': 1}", 15998)]
    [InlineData("{'$a': 1}", 16410)]
    [InlineData("{'a': {'$meta': 'textScore'}}", 238)]
    [InlineData("{'a': {'b': 1}}", 17312)]
    public void A_sort_that_MongoDB_refuses_is_refused_with_its_code(string sort, int code) =>
        Should.Throw<MongoError>(() => SortOrder.Parse(BsonDocument.Parse(sort.Replace('\'', '"')))).Code.ShouldBe(code);

    [Fact]
    public void Keys_below_two_arrays_cannot_be_sorted_by_together() =>
        Should.Throw<MongoError>(() => SortOrder.Parse(new() { { "a", 1 }, { "b", 1 } }).KeyOf(BsonDocument.Parse("""{"a": [1], "b": [2]}"""))).Message.ShouldContain("parallel arrays");

    [Fact]
    public void A_sort_agrees_with_the_order_of_values()
    {
        var order = SortOrder.Parse(new() { { "v", 1 } });
        Prop.ForAll(Gen.ListOf(AnyBson.Values(2).Where(value => value.Type != BsonType.Array)).ToArbitrary(), values =>
        {
            var sorted = order.Sort(values.Select(value => new BsonDocument { { "v", value } })).ConvertAll(document => document["v"]);
            return sorted.SequenceEqual(values.Order(BsonComparer.Instance));
        }).QuickCheckThrowOnFailure();
    }
}

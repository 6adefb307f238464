using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Tests.Docstore.Query;

public sealed class ProjectionTests
{
    private static readonly QueryScope Scope = new(null, DateTime.UnixEpoch);

    [Theory]
    [InlineData("{}", "{'_id': 1, 'a': 2}", "{'_id': 1, 'a': 2}")]
    [InlineData("{'b': 1, 'a': 1}", "{'_id': 1, 'a': 2, 'b': 3, 'c': 4}", "{'_id': 1, 'a': 2, 'b': 3}")]
    [InlineData("{'a': 1, '_id': 0}", "{'_id': 1, 'a': 2, 'b': 3}", "{'a': 2}")]
    [InlineData("{'_id': 1}", "{'_id': 1, 'a': 2}", "{'_id': 1}")]
    [InlineData("{'_id': 0}", "{'_id': 1, 'a': 2}", "{'a': 2}")]
    [InlineData("{'a': 0}", "{'_id': 1, 'a': 2, 'b': 3}", "{'_id': 1, 'b': 3}")]
    [InlineData("{'_id': 1, 'a': 0}", "{'_id': 1, 'a': 2, 'b': 3}", "{'_id': 1, 'b': 3}")]
    [InlineData("{'a': true}", "{'_id': 1, 'b': 3}", "{'_id': 1}")]
    [InlineData("{'a.b': 1}", "{'a': {'b': 1, 'c': 2}, 'd': 3}", "{'a': {'b': 1}}")]
    [InlineData("{'a': {'b': 1}}", "{'a': {'b': 1, 'c': 2}, 'd': 3}", "{'a': {'b': 1}}")]
    [InlineData("{'a.b': 1}", "{'a': 5}", "{}")]
    [InlineData("{'a.b': 1}", "{'a': {'c': 1}}", "{'a': {}}")]
    [InlineData("{'a.b': 1}", "{'a': [{'b': 1, 'c': 2}, 5, {'c': 3}, [{'b': 4}]]}", "{'a': [{'b': 1}, {}, [{'b': 4}]]}")]
    [InlineData("{'a.b': 0}", "{'a': [{'b': 1, 'c': 2}, 5, [{'b': 4}]]}", "{'a': [{'c': 2}, 5, [{}]]}")]
    [InlineData("{'a.b': 0}", "{'a': {'b': 1, 'c': 2}}", "{'a': {'c': 2}}")]
    [InlineData("{'a': {'$slice': 2}}", "{'_id': 1, 'a': [1, 2, 3], 'b': 1}", "{'_id': 1, 'a': [1, 2], 'b': 1}")]
    [InlineData("{'a': {'$slice': -2}}", "{'a': [1, 2, 3]}", "{'a': [2, 3]}")]
    [InlineData("{'a': {'$slice': [1, 1]}}", "{'a': [1, 2, 3]}", "{'a': [2]}")]
    [InlineData("{'a': {'$slice': [-2, 1]}}", "{'a': [1, 2, 3]}", "{'a': [2]}")]
    [InlineData("{'a': {'$slice': [-9, 2]}}", "{'a': [1, 2, 3]}", "{'a': [1, 2]}")]
    [InlineData("{'a': {'$slice': 1}, 'b': 1}", "{'_id': 1, 'a': [1, 2], 'b': 1, 'c': 1}", "{'_id': 1, 'a': [1], 'b': 1}")]
    [InlineData("{'a': {'$slice': 1}, 'b': 0}", "{'a': [1, 2], 'b': 1, 'c': 1}", "{'a': [1], 'c': 1}")]
    [InlineData("{'a.b': {'$slice': 1}}", "{'a': [{'b': [1, 2]}, {'b': [3, 4]}]}", "{'a': [{'b': [1]}, {'b': [3]}]}")]
    [InlineData("{'a': {'$slice': 1}}", "{'a': 5}", "{'a': 5}")]
    [InlineData("{'a': {'$elemMatch': {'x': 2}}}", "{'_id': 1, 'a': [{'x': 1}, {'x': 2, 'y': 1}, {'x': 2}], 'b': 1}", "{'_id': 1, 'a': [{'x': 2, 'y': 1}]}")]
    [InlineData("{'a': {'$elemMatch': {'$gt': 5}}, 'b': 1}", "{'_id': 1, 'a': [1, 7, 9], 'b': 1}", "{'_id': 1, 'b': 1, 'a': [7]}")]
    [InlineData("{'a': {'$elemMatch': {'x': 9}}}", "{'_id': 1, 'a': [{'x': 1}]}", "{'_id': 1}")]
    [InlineData("{'s': {'$add': ['$a', 1]}, 'a': 1}", "{'_id': 1, 'a': 2, 'b': 3}", "{'_id': 1, 'a': 2, 's': 3}")]
    [InlineData("{'c': '$a'}", "{'_id': 1, 'a': 2}", "{'_id': 1, 'c': 2}")]
    [InlineData("{'c': 'text'}", "{'_id': 1}", "{'_id': 1, 'c': 'text'}")]
    [InlineData("{'x.y': '$a'}", "{'_id': 1, 'a': 2}", "{'_id': 1, 'x': {'y': 2}}")]
    [InlineData("{'a': '$zzz'}", "{'_id': 1, 'a': 2}", "{'_id': 1}")]
    [InlineData("{'f': {'$slice': ['$a', 1]}}", "{'_id': 1, 'a': [2, 3]}", "{'_id': 1, 'f': [2]}")]
    public void A_projection_gives_what_MongoDB_gives(string projection, string document, string expected)
    {
        var raw = BsonDocument.FromBytes(Doc(document).ToBytes());
        var projected = Projection.Parse(Doc(projection), Scope).Apply(raw, null);
        projected.ToString().ShouldBe(Doc(expected).ToString());
        raw.ShouldBe(Doc(document));
    }

    [Theory]
    [InlineData("{'a.$': 1}", "{'a': {'$gt': 1}}", "{'_id': 1, 'a': [1, 2, 3]}", "{'_id': 1, 'a': [2]}")]
    [InlineData("{'a.b.$': 1}", "{'a.b': 2}", "{'a': {'b': [1, 2]}}", "{'a': {'b': [2]}}")]
    [InlineData("{'a.b.$': 1}", "{'a.b': 2}", "{'a': [{'b': [1]}, {'b': [1, 2]}]}", "{'a': [{'b': [1, 2]}]}")]
    [InlineData("{'a.$': 1, 'c': 1}", "{'a': {'$elemMatch': {'x': 2}}}", "{'a': [{'x': 1}, {'x': 2}], 'b': 1, 'c': 1}", "{'a': [{'x': 2}], 'c': 1}")]
    public void The_positional_projection_takes_the_element_that_the_query_found(string projection, string query, string document, string expected)
    {
        var filter = Filter.Parse(Doc(query), Scope);
        var position = new MatchPosition();
        filter.Matches(Doc(document), position).ShouldBeTrue();
        var parsed = Projection.Parse(Doc(projection), Scope, filter);
        parsed.NeedsPosition.ShouldBeTrue();
        parsed.Apply(Doc(document), position).ToString().ShouldBe(Doc(expected).ToString());
    }

    [Theory]
    [InlineData("{'a': 1, 'b': 0}", 31254)]
    [InlineData("{'a': 0, 'b': 1}", 31253)]
    [InlineData("{'a': 0, 'b': {'$add': [1, 2]}}", 31252)]
    [InlineData("{'a': 0, 'b': 'x'}", 31310)]
    [InlineData("{'a': 1, 'a.b': 1}", 31249)]
    [InlineData("{'a.b': 1, 'a': 1}", 31250)]
    [InlineData("{'a': {}}", 51270)]
    [InlineData("{'a': {'$foo': 1}}", 31325)]
    [InlineData("{'a.$': 1, 'b.$': 1}", 31276)]
    [InlineData("{'a.$': {'x': 1}}", 31271)]
    [InlineData("{'a.$': 'x'}", 31308)]
    [InlineData("{'a.$.b.$': 1}", 31287)]
    [InlineData("{'a.b': {'$elemMatch': {'x': 1}}}", 31275)]
    [InlineData("{'a': {'$elemMatch': 1}}", 31274)]
    [InlineData("{'a.$': 1, 'b': {'$elemMatch': {'x': 1}}}", 31255)]
    [InlineData("{'': 1}", 40352)]
    [InlineData("{'a.': 1}", 40353)]
    [InlineData("{'a': {'$meta': 'textScore'}}", 238)]
    public void A_projection_that_MongoDB_refuses_is_refused_with_its_code(string projection, int code) =>
        Should.Throw<MongoError>(() => Projection.Parse(Doc(projection), Scope)).Code.ShouldBe(code);

    [Fact]
    public void A_positional_projection_needs_a_query_over_its_array()
    {
        Should.Throw<MongoError>(() => Projection.Parse(Doc("{'a.$': 1}"), Scope, Filter.Parse(Doc("{'b': 1}"), Scope))).Code.ShouldBe(31277);
        Should.Throw<MongoError>(() => Projection.Parse(Doc("{'a.$': 1}"), Scope).Apply(Doc("{'a': [1]}"), null)).Code.ShouldBe(51246);
    }

    [Theory]
    [InlineData("{'a': 1, 'b.c': 1}", "a b.c _id")]
    [InlineData("{'a': 1, '_id': 0}", "a")]
    [InlineData("{'a': 0}", null)]
    [InlineData("{'a': {'$slice': 1}, 'b': 1}", null)]
    [InlineData("{'a': '$b'}", null)]
    public void What_a_projection_needs_is_known(string projection, string? fields)
    {
        Projection.Parse(Doc(projection), Scope).NeedsOnly(out var needed).ShouldBe(fields is not null);
        if (fields is not null) string.Join(' ', needed).ShouldBe(fields);
    }

    private static BsonDocument Doc(string json) => BsonDocument.Parse(json.Replace('\'', '"'));
}

using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Expressions;

namespace StorageCourse.Tests.Docstore.Aggregation;

public sealed class JoinStageTests : IDisposable
{
    private readonly Pipelines pipelines = new Pipelines()
        .Fill("orders", "[{'_id': 1, 'c': 'ann', 'q': 2}, {'_id': 2, 'c': 'bob', 'q': 7}, {'_id': 3}, {'_id': 4, 'c': ['ann', 'eve']}]")
        .Fill("customers", "[{'_id': 'ann', 'town': 'Oslo', 'min': 1}, {'_id': 'bob', 'town': 'Rome', 'min': 9}, {'_id': 'eve', 'min': 2}]")
        .Fill("staff", "[{'_id': 'dev'}, {'_id': 'eliot', 'boss': 'dev'}, {'_id': 'ron', 'boss': 'eliot'}, {'_id': 'asya', 'boss': 'ron'}, {'_id': 'loop', 'boss': 'loop'}]");

    public void Dispose() => pipelines.Dispose();

    [Theory]
    // An array's items count each; a missing field counts as null, which a missing foreign field equals.
    [InlineData("orders", "[{'$lookup': {'from': 'customers', 'localField': 'c', 'foreignField': '_id', 'as': 'who'}}, {'$project': {'who._id': 1}}]",
        "[{'_id': 1, 'who': [{'_id': 'ann'}]}, {'_id': 2, 'who': [{'_id': 'bob'}]}, {'_id': 3, 'who': []}, {'_id': 4, 'who': [{'_id': 'ann'}, {'_id': 'eve'}]}]")]
    [InlineData("orders", "[{'$match': {'_id': 3}}, {'$lookup': {'from': 'customers', 'localField': 'c', 'foreignField': 'town', 'as': 'who'}}]", "[{'_id': 3, 'who': [{'_id': 'eve', 'min': 2}]}]")]
    [InlineData("orders", "[{'$match': {'_id': 1}}, {'$lookup': {'from': 'none', 'localField': 'c', 'foreignField': '_id', 'as': 'who'}}]", "[{'_id': 1, 'c': 'ann', 'q': 2, 'who': []}]")]
    [InlineData("customers", "[{'$match': {'_id': 'ann'}}, {'$lookup': {'from': 'orders', 'localField': '_id', 'foreignField': 'c', 'as': 'o.rders'}}, {'$project': {'o.rders._id': 1}}]", "[{'_id': 'ann', 'o': {'rders': [{'_id': 1}, {'_id': 4}]}}]")]
    // A pipeline, with variables, without, and beside the equality.
    [InlineData("orders", "[{'$lookup': {'from': 'customers', 'let': {'c': '$c', 'q': '$q'}, 'pipeline': [{'$match': {'$expr': {'$and': [{'$eq': ['$_id', '$$c']}, {'$lte': ['$min', '$$q']}]}}}, {'$project': {'town': 1, 'q': '$$q'}}], 'as': 'who'}}, {'$project': {'who': 1}}]",
        "[{'_id': 1, 'who': [{'_id': 'ann', 'town': 'Oslo', 'q': 2}]}, {'_id': 2, 'who': []}, {'_id': 3, 'who': []}, {'_id': 4, 'who': []}]")]
    [InlineData("orders", "[{'$limit': 2}, {'$lookup': {'from': 'customers', 'pipeline': [{'$count': 'n'}], 'as': 'all'}}, {'$project': {'all': 1}}]", "[{'_id': 1, 'all': [{'n': 3}]}, {'_id': 2, 'all': [{'n': 3}]}]")]
    [InlineData("orders", "[{'$limit': 2}, {'$lookup': {'from': 'customers', 'localField': 'c', 'foreignField': '_id', 'let': {'q': '$q'}, 'pipeline': [{'$match': {'$expr': {'$lt': ['$min', '$$q']}}}], 'as': 'who'}}, {'$project': {'who._id': 1}}]",
        "[{'_id': 1, 'who': [{'_id': 'ann'}]}, {'_id': 2, 'who': []}]")]
    [InlineData("orders", "[{'$match': {'_id': 3}}, {'$lookup': {'from': 'customers', 'let': {'c': '$c'}, 'pipeline': [{'$limit': 1}, {'$project': {'_id': 0, 't': {'$type': '$$c'}}}], 'as': 'x'}}]", "[{'_id': 3, 'x': [{'t': 'missing'}]}]")]
    [InlineData("orders", "[{'$limit': 1}, {'$lookup': {'from': 'customers', 'let': {'c': '$c'}, 'pipeline': [{'$match': {'$expr': {'$eq': ['$_id', '$$c']}}}, {'$lookup': {'from': 'orders', 'pipeline': [{'$match': {'$expr': {'$eq': ['$c', '$$c']}}}, {'$project': {'_id': 1}}], 'as': 'back'}}, {'$project': {'back': 1}}], 'as': 'who'}}, {'$project': {'who': 1}}]",
        "[{'_id': 1, 'who': [{'_id': 'ann', 'back': [{'_id': 1}]}]}]")]
    [InlineData("orders", "[{'$match': {'_id': {'$lt': 3}}}, {'$project': {'c': 1}}, {'$unionWith': {'coll': 'customers', 'pipeline': [{'$match': {'town': 'Rome'}}, {'$project': {'min': 1}}]}}]", "[{'_id': 1, 'c': 'ann'}, {'_id': 2, 'c': 'bob'}, {'_id': 'bob', 'min': 9}]")]
    [InlineData("orders", "[{'$match': {'_id': 1}}, {'$unionWith': 'none'}]", "[{'_id': 1, 'c': 'ann', 'q': 2}]")]
    [InlineData("staff", "[{'$match': {'_id': 'asya'}}, {'$graphLookup': {'from': 'staff', 'startWith': '$boss', 'connectFromField': 'boss', 'connectToField': '_id', 'as': 'chain', 'depthField': 'd'}}, {'$project': {'chain._id': 1, 'chain.d': 1}}]",
        "[{'_id': 'asya', 'chain': [{'_id': 'ron', 'd': {'$numberLong': '0'}}, {'_id': 'eliot', 'd': {'$numberLong': '1'}}, {'_id': 'dev', 'd': {'$numberLong': '2'}}]}]")]
    [InlineData("staff", "[{'$match': {'_id': 'dev'}}, {'$graphLookup': {'from': 'staff', 'startWith': '$_id', 'connectFromField': '_id', 'connectToField': 'boss', 'as': 'below', 'maxDepth': 1, 'restrictSearchWithMatch': {'_id': {'$ne': 'x'}}}}, {'$project': {'below._id': 1}}]",
        "[{'_id': 'dev', 'below': [{'_id': 'eliot'}, {'_id': 'ron'}]}]")]
    [InlineData("staff", "[{'$match': {'_id': 'loop'}}, {'$graphLookup': {'from': 'staff', 'startWith': '$boss', 'connectFromField': 'boss', 'connectToField': '_id', 'as': 'chain'}}, {'$project': {'n': {'$size': '$chain'}}}]", "[{'_id': 'loop', 'n': 1}]")]
    [InlineData("orders", "[{'$match': {'_id': {'$in': [1, 4]}}}, {'$lookup': {'localField': 'c', 'foreignField': 'n', 'pipeline': [{'$documents': [{'n': 'ann', 'x': 1}, {'n': 'bob', 'x': 2}, {'n': 'eve', 'x': 3}]}, {'$project': {'x': 1}}], 'as': 'made'}}, {'$project': {'made': 1}}]",
        "[{'_id': 1, 'made': [{'x': 1}]}, {'_id': 4, 'made': [{'x': 1}, {'x': 3}]}]")]
    [InlineData("", "[{'$documents': [{'a': 1}, {'a': {'$add': [1, 1]}}]}, {'$match': {'a': 2}}]", "[{'a': 2}]")]
    public void Collections_meet(string collection, string stages, string expected) =>
        Pipelines.Text(pipelines.Run(collection, stages)).ShouldBe(Pipelines.Text(ExpressionText.Value(expected).AsArray.Select(document => document.AsDocument)));

    [Theory]
    [InlineData("[{'$lookup': {'from': 'orders', 'localField': '_id', 'foreignField': 'c', 'as': 'o'}}]")]
    [InlineData("[{'$lookup': {'from': 'orders', 'let': {'who': '$_id'}, 'pipeline': [{'$match': {'$expr': {'$eq': ['$c', '$$who']}}}], 'as': 'o'}}]")]
    public void The_inner_side_of_a_lookup_uses_an_index(string stages)
    {
        pipelines.Index("orders", "{'c': 1}");
        pipelines.Run("customers", stages).Count.ShouldBe(3);
        var uses = pipelines.Source.IndexStats("shop", "orders").Single(index => index["name"] == "i")["accesses"].AsDocument["ops"];
        uses.ToInt64().ShouldBe(3);
    }

    [Theory]
    [InlineData("[{'$match': {'_id': {'$lt': 3}}}, {'$project': {'q': 1}}, {'$out': 'target'}]", "[{'_id': 1, 'q': 2}, {'_id': 2, 'q': 7}]")]
    [InlineData("[{'$match': {'_id': {'$lt': 3}}}, {'$project': {'q': 1}}, {'$merge': 'target'}]", "[{'_id': 2, 'old': true, 'q': 7}, {'_id': 1, 'q': 2}]")]
    [InlineData("[{'$match': {'_id': {'$lt': 3}}}, {'$project': {'q': 1}}, {'$merge': {'into': 'target', 'whenMatched': 'replace', 'whenNotMatched': 'discard'}}]", "[{'_id': 2, 'q': 7}]")]
    [InlineData("[{'$match': {'_id': {'$lt': 3}}}, {'$project': {'q': 1}}, {'$merge': {'into': 'target', 'whenMatched': 'keepExisting'}}]", "[{'_id': 2, 'old': true, 'q': 1}, {'_id': 1, 'q': 2}]")]
    [InlineData("[{'$match': {'_id': 2}}, {'$merge': {'into': 'target', 'whenMatched': [{'$set': {'q': {'$add': ['$q', '$$new.q']}}}]}}]", "[{'_id': 2, 'old': true, 'q': 8}]")]
    [InlineData("[{'$match': {'_id': 2}}, {'$merge': {'into': 'target', 'let': {'x': '$q'}, 'whenMatched': [{'$project': {'q': '$$x'}}]}}]", "[{'_id': 2, 'q': 7}]")]
    [InlineData("[{'$match': {'_id': 2}}, {'$project': {'_id': 0, 'q': {'$literal': 1}, 'n': {'$literal': 5}}}, {'$merge': {'into': 'target', 'on': 'q'}}]", "[{'_id': 2, 'old': true, 'q': 1, 'n': 5}]")]
    public void Results_are_written(string stages, string expected)
    {
        pipelines.Fill("target", "[{'_id': 2, 'old': true, 'q': 1}]").Index("target", "{'q': 1}", isUnique: true);
        pipelines.Run("orders", stages).ShouldBeEmpty();
        pipelines.Contents("target").ShouldBe(Pipelines.Text(ExpressionText.Value(expected).AsArray.Select(document => document.AsDocument)));
    }

    [Theory]
    [InlineData("[{'$merge': {'into': 'target', 'whenMatched': 'fail'}}]", 11000)]
    [InlineData("[{'$merge': {'into': 'target', 'whenNotMatched': 'fail'}}]", 13113)]
    [InlineData("[{'$merge': {'into': 'target', 'on': 'none'}}]", 51183)]
    [InlineData("[{'$merge': {'into': 'target', 'whenMatched': 'what'}}]", 2)]
    [InlineData("[{'$merge': {'into': 'target', 'whenMatched': [{'$group': {'_id': 1}}]}}]", 72)]
    [InlineData("[{'$out': 5}]", 16990)]
    public void A_write_that_may_not_be_is_refused(string stages, int code)
    {
        pipelines.Fill("target", "[{'_id': 1}]");
        Should.Throw<MongoError>(() => pipelines.Run("orders", stages)).Code.ShouldBe(code);
    }
}

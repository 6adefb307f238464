namespace StorageCourse.Tests.Docstore.Aggregation;

public sealed class StageTests
{
    private const string Letters = "[{'_id': 1, 'a': 'x', 'n': 1}, {'_id': 2, 'a': 'y', 'n': 2.5}, {'_id': 3, 'a': 'x', 'n': 3}, {'_id': 4, 'a': null}, {'_id': 5}]";
    private const string Nested = "[{'_id': 1, 'o': {'p': 1, 'q': 2}, 'l': [{'p': 1, 'q': 2}, 5, [{'p': 3}]], 's': 'text'}]";

    [Theory]
    [InlineData("[{'$match': {'a': 'x'}}]", "[{'_id': 1, 'a': 'x', 'n': 1}, {'_id': 3, 'a': 'x', 'n': 3}]")]
    [InlineData("[{'$match': {'$expr': {'$gt': ['$n', 2]}}}, {'$project': {'n': 1}}]", "[{'_id': 2, 'n': 2.5}, {'_id': 3, 'n': 3}]")]
    [InlineData("[{'$sort': {'a': -1, '_id': -1}}, {'$project': {'a': 1}}]", "[{'_id': 2, 'a': 'y'}, {'_id': 3, 'a': 'x'}, {'_id': 1, 'a': 'x'}, {'_id': 5}, {'_id': 4, 'a': null}]")]
    [InlineData("[{'$sort': {'n': -1}}, {'$limit': 2}, {'$project': {'_id': 1}}]", "[{'_id': 3}, {'_id': 2}]")]
    [InlineData("[{'$sort': {'n': -1}}, {'$skip': 1}, {'$limit': 1}, {'$project': {'_id': 1}}]", "[{'_id': 2}]")]
    [InlineData("[{'$skip': 4}]", "[{'_id': 5}]")]
    [InlineData("[{'$limit': 1}, {'$unset': ['a', 'n']}]", "[{'_id': 1}]")]
    [InlineData("[{'$count': 'all'}]", "[{'all': 5}]")]
    [InlineData("[{'$match': {'a': 'z'}}, {'$count': 'all'}]", "[]")]
    [InlineData("[{'$sortByCount': '$a'}]", "[{'_id': 'x', 'count': 2}, {'_id': null, 'count': 2}, {'_id': 'y', 'count': 1}]")]
    [InlineData("[{'$match': {'n': {'$lte': 1}}}, {'$replaceRoot': {'newRoot': {'v': '$n'}}}]", "[{'v': 1}]")]
    [InlineData("[{'$match': {'n': {'$lte': 1}}}, {'$replaceWith': {'$mergeObjects': ['$$ROOT', {'b': 1}]}}]", "[{'_id': 1, 'a': 'x', 'n': 1, 'b': 1}]")]
    [InlineData("[{'$facet': {'x': [{'$match': {'a': 'x'}}, {'$count': 'n'}], 'none': [{'$match': {'a': 'z'}}]}}]", "[{'x': [{'n': 2}], 'none': []}]")]
    [InlineData("[{'$sample': {'size': 9}}, {'$count': 'n'}]", "[{'n': 5}]")]
    public void Stages_pass_documents_on(string stages, string expected) => Pipelines.ShouldGive(Letters, stages, expected);

    [Theory]
    // A missing key groups with null; in a document key it is left out.
    [InlineData("[{'$group': {'_id': '$a', 'n': {'$sum': 1}}}]", "[{'_id': 'x', 'n': 2}, {'_id': 'y', 'n': 1}, {'_id': null, 'n': 2}]")]
    [InlineData("[{'$group': {'_id': {'a': '$a'}, 'n': {'$sum': 1}}}]", "[{'_id': {'a': 'x'}, 'n': 2}, {'_id': {'a': 'y'}, 'n': 1}, {'_id': {'a': null}, 'n': 1}, {'_id': {}, 'n': 1}]")]
    [InlineData("[{'$group': {'_id': null, 's': {'$sum': '$n'}, 'a': {'$avg': '$n'}, 'lo': {'$min': '$n'}, 'hi': {'$max': '$n'}, 'c': {'$count': {}}}}]", "[{'_id': null, 's': 6.5, 'a': 2.1666666666666665, 'lo': 1, 'hi': 3, 'c': 5}]")]
    [InlineData("[{'$group': {'_id': null, 'f': {'$first': '$n'}, 'l': {'$last': '$n'}, 'p': {'$push': '$n'}, 'set': {'$addToSet': '$a'}}}]", "[{'_id': null, 'f': 1, 'l': null, 'p': [1, 2.5, 3], 'set': ['x', 'y', null]}]")]
    [InlineData("[{'$group': {'_id': '$a', 'lo': {'$min': '$n'}, 'a': {'$avg': '$n'}, 's': {'$sum': '$n'}}}, {'$match': {'_id': null}}]", "[{'_id': null, 'lo': null, 'a': null, 's': 0}]")]
    [InlineData("[{'$group': {'_id': null, 'd': {'$stdDevPop': '$_id'}, 's': {'$stdDevSamp': '$none'}}}]", "[{'_id': null, 'd': 1.4142135623730951, 's': null}]")]
    [InlineData("[{'$group': {'_id': null, 'm': {'$mergeObjects': '$$ROOT'}}}]", "[{'_id': null, 'm': {'_id': 5, 'a': null, 'n': 3}}]")]
    [InlineData("[{'$group': {'_id': null, 'f': {'$firstN': {'input': '$a', 'n': 2}}, 'l': {'$lastN': {'input': '$a', 'n': 2}}, 'x': {'$maxN': {'input': '$n', 'n': 2}}}}]", "[{'_id': null, 'f': ['x', 'y'], 'l': [null, null], 'x': [3, 2.5]}]")]
    [InlineData("[{'$group': {'_id': null, 't': {'$top': {'sortBy': {'n': -1}, 'output': '$_id'}}, 'b': {'$bottomN': {'sortBy': {'n': -1}, 'output': ['$_id', '$n'], 'n': 2}}}}]", "[{'_id': null, 't': 3, 'b': [[4, null], [5, null]]}]")]
    [InlineData("[{'$group': {'_id': null, 'p': {'$percentile': {'input': '$_id', 'p': [0.5, 0.9, 0], 'method': 'approximate'}}, 'm': {'$median': {'input': '$a', 'method': 'approximate'}}}}]", "[{'_id': null, 'p': [3.0, 5.0, 1.0], 'm': null}]")]
    // How many are kept may depend on the group's _id.
    [InlineData("[{'$match': {'a': {'$ne': null}}}, {'$group': {'_id': {'a': '$a'}, 'f': {'$firstN': {'input': '$_id', 'n': {'$cond': [{'$eq': ['$a', 'x']}, 1, 3]}}}, 'b': {'$bottomN': {'sortBy': {'_id': 1}, 'output': '$_id', 'n': {'$cond': [{'$eq': ['$a', 'x']}, 1, 3]}}}}}, {'$sort': {'_id': 1}}]",
        "[{'_id': {'a': 'x'}, 'f': [1], 'b': [3]}, {'_id': {'a': 'y'}, 'f': [2], 'b': [2]}]")]
    [InlineData("[{'$match': {'a': 'z'}}, {'$group': {'_id': null, 'n': {'$sum': 1}}}]", "[]")]
    public void Groups(string stages, string expected) => Pipelines.ShouldGive(Letters, stages, expected);

    [Theory]
    [InlineData("[{'_id': 1, 'k': 1}, {'_id': 2, 'k': 1.0}, {'_id': 3, 'k': {'$numberLong': '1'}}, {'_id': 4, 'k': '1'}]", "[{'$group': {'_id': '$k', 'n': {'$sum': 1}}}]", "[{'_id': 1, 'n': 3}, {'_id': '1', 'n': 1}]")]
    [InlineData("[{'v': 2147483647}, {'v': 1}]", "[{'$group': {'_id': null, 's': {'$sum': '$v'}}}]", "[{'_id': null, 's': {'$numberLong': '2147483648'}}]")]
    [InlineData("[{'v': {'$numberLong': '9223372036854775807'}}, {'v': 1}]", "[{'$group': {'_id': null, 's': {'$sum': '$v'}}}]", "[{'_id': null, 's': 9.223372036854776e18}]")]
    [InlineData("[{'v': 0.1}, {'v': 0.2}, {'v': 0.3}]", "[{'$group': {'_id': null, 's': {'$sum': '$v'}}}]", "[{'_id': null, 's': 0.6}]")]
    [InlineData("[{'v': {'$numberDecimal': '0.1'}}, {'v': 1}, {'v': 0.5}]", "[{'$group': {'_id': null, 's': {'$sum': '$v'}, 'a': {'$avg': '$v'}}}, {'$project': {'s': 1, 'isDecimal': {'$type': '$a'}}}]", "[{'_id': null, 's': {'$numberDecimal': '1.600000000000000'}, 'isDecimal': 'decimal'}]")]
    public void Group_adds_numbers_of_all_types(string documents, string stages, string expected) => Pipelines.ShouldGive(documents, stages, expected);

    [Theory]
    [InlineData("[{'$project': {'o.p': 1}}]", "[{'_id': 1, 'o': {'p': 1}}]")]
    [InlineData("[{'$project': {'o': {'q': 1}, '_id': 0}}]", "[{'o': {'q': 2}}]")]
    [InlineData("[{'$project': {'l.p': 1, '_id': 0}}]", "[{'l': [{'p': 1}, [{'p': 3}]]}]")]
    [InlineData("[{'$project': {'l.p': 0, 'o': 0}}]", "[{'_id': 1, 'l': [{'q': 2}, 5, [{}]], 's': 'text'}]")]
    [InlineData("[{'$project': {'_id': 0, 'x': '$s', 'o.r': {'$add': ['$o.p', 1]}, 'o.p': 1}}]", "[{'o': {'p': 1, 'r': 2}, 'x': 'text'}]")]
    [InlineData("[{'$project': {'_id': 0, 's.deep': 'x'}}]", "[{'s': {'deep': 'x'}}]")]
    [InlineData("[{'$project': {'_id': 0, 's': '$$REMOVE', 'n': '$none'}}]", "[{}]")]
    [InlineData("[{'$project': {'_id': '$s'}}]", "[{'_id': 'text'}]")]
    [InlineData("[{'$project': {'_id': 0, 'a': ['$s', '$none', 1]}}]", "[{'a': ['text', null, 1]}]")]
    [InlineData("[{'$project': {'_id': 1}}]", "[{'_id': 1}]")]
    [InlineData("[{'$project': {'_id': 0}}, {'$project': {'o': 0, 'l': 0}}]", "[{'s': 'text'}]")]
    [InlineData("[{'$set': {}}, {'$addFields': {}}, {'$project': {'_id': 1}}]", "[{'_id': 1}]")]
    [InlineData("[{'$set': {'s': 1, 'o.p': '$o.q', 'o.n.m': true}}, {'$unset': 'l'}]", "[{'_id': 1, 'o': {'p': 2, 'q': 2, 'n': {'m': true}}, 's': 1}]")]
    [InlineData("[{'$addFields': {'l.z': 0}}, {'$project': {'l': 1, '_id': 0}}]", "[{'l': [{'p': 1, 'q': 2, 'z': 0}, {'z': 0}, [{'p': 3, 'z': 0}]]}]")]
    [InlineData("[{'$set': {'s': '$$REMOVE', 'l': {'$size': '$l'}, 'e': {}}}]", "[{'_id': 1, 'o': {'p': 1, 'q': 2}, 'l': 3, 'e': {}}]")]
    [InlineData("[{'$unset': ['o.p', 'l', 's']}]", "[{'_id': 1, 'o': {'q': 2}}]")]
    public void Fields_are_picked_and_set(string stages, string expected) => Pipelines.ShouldGive(Nested, stages, expected);

    [Theory]
    [InlineData("[{'$unwind': '$l'}]", "[{'_id': 1, 'l': 1}, {'_id': 1, 'l': null}, {'_id': 2, 'l': 'x'}]")]
    [InlineData("[{'$unwind': {'path': '$l', 'preserveNullAndEmptyArrays': true}}]", "[{'_id': 1, 'l': 1}, {'_id': 1, 'l': null}, {'_id': 2, 'l': 'x'}, {'_id': 3}, {'_id': 4, 'l': null}, {'_id': 5}]")]
    [InlineData("[{'$unwind': {'path': '$l', 'includeArrayIndex': 'i'}}]", "[{'_id': 1, 'l': 1, 'i': {'$numberLong': '0'}}, {'_id': 1, 'l': null, 'i': {'$numberLong': '1'}}, {'_id': 2, 'l': 'x', 'i': null}]")]
    [InlineData("[{'$unwind': {'path': '$l', 'includeArrayIndex': 'i', 'preserveNullAndEmptyArrays': true}}, {'$match': {'_id': {'$gte': 3}}}]", "[{'_id': 3, 'i': null}, {'_id': 4, 'l': null, 'i': null}, {'_id': 5, 'i': null}]")]
    public void Arrays_are_unwound(string stages, string expected) =>
        Pipelines.ShouldGive("[{'_id': 1, 'l': [1, null]}, {'_id': 2, 'l': 'x'}, {'_id': 3, 'l': []}, {'_id': 4, 'l': null}, {'_id': 5}]", stages, expected);

    [Fact]
    public void A_nested_array_is_unwound_in_its_place() =>
        Pipelines.ShouldGive("[{'a': {'b': [1, 2], 'c': 3}, 'd': 4}]", "[{'$unwind': '$a.b'}]", "[{'a': {'b': 1, 'c': 3}, 'd': 4}, {'a': {'b': 2, 'c': 3}, 'd': 4}]");

    [Theory]
    [InlineData("[{'$bucket': {'groupBy': '$n', 'boundaries': [0, 2, 3], 'default': 'rest'}}]", "[{'_id': 0, 'count': 1}, {'_id': 2, 'count': 1}, {'_id': 'rest', 'count': 3}]")]
    [InlineData("[{'$bucket': {'groupBy': '$_id', 'boundaries': [1, 3, 9], 'output': {'ids': {'$push': '$_id'}}}}]", "[{'_id': 1, 'ids': [1, 2]}, {'_id': 3, 'ids': [3, 4, 5]}]")]
    [InlineData("[{'$bucketAuto': {'groupBy': '$_id', 'buckets': 2}}]", "[{'_id': {'min': 1, 'max': 4}, 'count': 3}, {'_id': {'min': 4, 'max': 5}, 'count': 2}]")]
    [InlineData("[{'$bucketAuto': {'groupBy': '$a', 'buckets': 3}}]", "[{'_id': {'min': null, 'max': 'x'}, 'count': 2}, {'_id': {'min': 'x', 'max': 'y'}, 'count': 2}, {'_id': {'min': 'y', 'max': 'y'}, 'count': 1}]")]
    public void Buckets(string stages, string expected) => Pipelines.ShouldGive(Letters, stages, expected);

    [Theory]
    [InlineData("[5]", 14)]
    [InlineData("[{'$match': {}, '$limit': 1}]", 40323)]
    [InlineData("[{'$foo': 1}]", 40324)]
    [InlineData("[{'$redact': '$$KEEP'}]", 40324)]
    [InlineData("[{'$changeStream': {}}]", 40573)]
    [InlineData("[{'$match': 5}]", 15959)]
    [InlineData("[{'$limit': 0}]", 15958)]
    [InlineData("[{'$limit': 'x'}]", 5107201)]
    [InlineData("[{'$skip': -1}]", 5107200)]
    [InlineData("[{'$sort': {}}]", 15976)]
    [InlineData("[{'$sort': {'a': 2}}]", 15975)]
    [InlineData("[{'$project': {}}]", 51272)]
    [InlineData("[{'$project': {'a': 1, 'b': 0}}]", 31254)]
    [InlineData("[{'$project': {'a': 0, 'b': 1}}]", 31253)]
    [InlineData("[{'$project': {'a': 1, 'a.b': 1}}]", 31249)]
    [InlineData("[{'$project': {'a.b': 1, 'a': 1}}]", 31250)]
    [InlineData("[{'$group': {'n': {'$sum': 1}}}]", 15955)]
    [InlineData("[{'$group': {'_id': 1, 'n': 5}}]", 40234)]
    [InlineData("[{'$group': {'_id': 1, 'a.b': {'$sum': 1}}}]", 40235)]
    [InlineData("[{'$group': {'_id': 1, 'n': {'$foo': 1}}}]", 15952)]
    [InlineData("[{'$group': {'_id': 1, 'n': {'$sum': 1, '$avg': 1}}}]", 40238)]
    [InlineData("[{'$unwind': 'l'}]", 28818)]
    [InlineData("[{'$unwind': {'path': '$l', 'x': 1}}]", 28811)]
    [InlineData("[{'$replaceRoot': {'newRoot': '$a'}}]", 40228)]
    [InlineData("[{'$count': ''}]", 40157)]
    [InlineData("[{'$out': 'x'}, {'$match': {}}]", 40601)]
    [InlineData("[{'$facet': {'a': [{'$out': 'x'}]}}]", 40600)]
    [InlineData("[{'$facet': {'a': [{'$facet': {}}]}}]", 40169)]
    [InlineData("[{'$match': {}}, {'$documents': []}]", 40602)]
    [InlineData("[{'$bucket': {'groupBy': '$_id', 'boundaries': [0, 2]}}]", 40066)]
    [InlineData("[{'$bucket': {'groupBy': '$_id', 'boundaries': [2, 0]}}]", 40194)]
    [InlineData("[{'$lookup': {'from': 'x', 'as': 'y'}}]", 9)]
    [InlineData("[{'$lookup': {'from': 'x', 'as': 'y', 'pipeline': [{'$out': 'z'}]}}]", 51047)]
    public void What_is_no_stage_or_in_the_wrong_place_is_refused(string stages, int code) => Pipelines.ShouldFail(Letters, stages, code);
}

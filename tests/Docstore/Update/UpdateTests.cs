using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Tests.Docstore.Update;

public sealed class UpdateTests
{
    private static readonly QueryScope Scope = new(null, new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc));

    [Theory]
    // $set and $unset: paths, arrays, order of new fields.
    [InlineData("{'$set': {'a': 1}}", "{'b': 2}", "{'b': 2, 'a': 1}")]
    [InlineData("{'$set': {'a': 1}}", "{'a': 2, 'b': 2}", "{'a': 1, 'b': 2}")]
    [InlineData("{'$set': {'c': 1, 'a': 1, '10': 1, '9': 1}}", "{}", "{'9': 1, '10': 1, 'a': 1, 'c': 1}")]
    [InlineData("{'$set': {'a.b.c': 1}}", "{}", "{'a': {'b': {'c': 1}}}")]
    [InlineData("{'$set': {'a.0.b': 1}}", "{}", "{'a': {'0': {'b': 1}}}")]
    [InlineData("{'$set': {'a.2': 9}}", "{'a': [1]}", "{'a': [1, null, 9]}")]
    [InlineData("{'$set': {'a.0.b': 9}}", "{'a': [{'b': 1, 'c': 2}]}", "{'a': [{'b': 9, 'c': 2}]}")]
    [InlineData("{'$set': {'a.b': 1, 'a.c': 2}}", "{'a': {'c': 1}}", "{'a': {'c': 2, 'b': 1}}")]
    [InlineData("{'$set': {}}", "{'a': 1}", "{'a': 1}")]
    [InlineData("{'$set': {'a': 1.0}}", "{'a': 1}", "{'a': 1.0}")]
    [InlineData("{'$set': {'_id': 1}}", "{'_id': 1}", "{'_id': 1}")]
    [InlineData("{'$unset': {'a': ''}}", "{'a': 1, 'b': 2}", "{'b': 2}")]
    [InlineData("{'$unset': {'a.b': ''}}", "{'a': {'b': 1}}", "{'a': {}}")]
    [InlineData("{'$unset': {'a.1': ''}}", "{'a': [1, 2, 3]}", "{'a': [1, null, 3]}")]
    [InlineData("{'$unset': {'a.b.c': ''}}", "{'a': 5}", "{'a': 5}")]
    [InlineData("{'$unset': {'a.x': ''}}", "{'a': [1]}", "{'a': [1]}")]
    [InlineData("{'$setOnInsert': {'a': 1}, '$set': {'b': 1}}", "{}", "{'b': 1}")]
    // Numbers keep the wider type.
    [InlineData("{'$inc': {'a': 1}}", "{}", "{'a': 1}")]
    [InlineData("{'$inc': {'a.b': -2}}", "{'a': {'b': 5}}", "{'a': {'b': 3}}")]
    [InlineData("{'$inc': {'a': 1}}", "{'a': 2147483647}", "{'a': {'$numberLong': '2147483648'}}")]
    [InlineData("{'$inc': {'a': 1.5}}", "{'a': 1}", "{'a': 2.5}")]
    [InlineData("{'$inc': {'a': {'$numberLong': '1'}}}", "{'a': 1}", "{'a': {'$numberLong': '2'}}")]
    [InlineData("{'$inc': {'a': {'$numberDecimal': '0.1'}}}", "{'a': 1}", "{'a': {'$numberDecimal': '1.1'}}")]
    [InlineData("{'$inc': {'a': 0}}", "{'a': 5}", "{'a': 5}")]
    [InlineData("{'$mul': {'a': 2.0}}", "{}", "{'a': 0.0}")]
    [InlineData("{'$mul': {'a': 3}}", "{'a': 1073741824}", "{'a': {'$numberLong': '3221225472'}}")]
    [InlineData("{'$min': {'a': 3}}", "{'a': 5}", "{'a': 3}")]
    [InlineData("{'$min': {'a': 3}}", "{'a': 3.0}", "{'a': 3.0}")]
    [InlineData("{'$max': {'a': 'x'}}", "{'a': 5}", "{'a': 'x'}")]
    [InlineData("{'$max': {'a': 1}}", "{}", "{'a': 1}")]
    [InlineData("{'$min': {'a': 1}}", "{'a': null}", "{'a': null}")]
    [InlineData("{'$bit': {'a': {'and': 12, 'or': 1}}}", "{'a': 10}", "{'a': 9}")]
    [InlineData("{'$bit': {'a': {'xor': {'$numberLong': '1'}}}}", "{'a': 3}", "{'a': {'$numberLong': '2'}}")]
    [InlineData("{'$bit': {'a': {'or': 4}}}", "{}", "{'a': 4}")]
    [InlineData("{'$currentDate': {'a': true}}", "{}", "{'a': {'$date': '2026-01-02T00:00:00Z'}}")]
    [InlineData("{'$rename': {'a': 'c'}}", "{'a': 1, 'b': 2}", "{'b': 2, 'c': 1}")]
    [InlineData("{'$rename': {'a': 'b'}}", "{'a': 1, 'b': 2}", "{'b': 1}")]
    [InlineData("{'$rename': {'a.x': 'b.y'}}", "{'a': {'x': 1}}", "{'a': {}, 'b': {'y': 1}}")]
    [InlineData("{'$rename': {'z': 'c'}}", "{'a': 1, 'c': 2}", "{'a': 1, 'c': 2}")]
    // Arrays.
    [InlineData("{'$push': {'a': 1}}", "{}", "{'a': [1]}")]
    [InlineData("{'$push': {'a': [2, 3]}}", "{'a': [1]}", "{'a': [1, [2, 3]]}")]
    [InlineData("{'$push': {'a': {'$each': [2, 3]}}}", "{'a': [1]}", "{'a': [1, 2, 3]}")]
    [InlineData("{'$push': {'a': {'$each': [8, 9], '$position': 1}}}", "{'a': [1, 2]}", "{'a': [1, 8, 9, 2]}")]
    [InlineData("{'$push': {'a': {'$each': [8], '$position': -1}}}", "{'a': [1, 2]}", "{'a': [1, 8, 2]}")]
    [InlineData("{'$push': {'a': {'$each': [8], '$position': 99}}}", "{'a': [1]}", "{'a': [1, 8]}")]
    [InlineData("{'$push': {'a': {'$each': [3, 1], '$sort': 1, '$slice': 2}}}", "{'a': [2]}", "{'a': [1, 2]}")]
    [InlineData("{'$push': {'a': {'$each': [3, 1], '$sort': -1, '$slice': -2}}}", "{'a': [2]}", "{'a': [2, 1]}")]
    [InlineData("{'$push': {'a': {'$each': [], '$slice': 0}}}", "{'a': [2]}", "{'a': []}")]
    [InlineData("{'$push': {'a': {'$each': [{'x': 1, 'y': 0}], '$sort': {'x': 1}}}}", "{'a': [{'x': 2}, {'x': 1, 'y': 9}, 5]}", "{'a': [5, {'x': 1, 'y': 9}, {'x': 1, 'y': 0}, {'x': 2}]}")]
    [InlineData("{'$push': {'a': {'$each': []}}}", "{}", "{'a': []}")]
    [InlineData("{'$push': {'a': {'x': 1}}}", "{'a': []}", "{'a': [{'x': 1}]}")]
    [InlineData("{'$addToSet': {'a': 1.0}}", "{'a': [1]}", "{'a': [1]}")]
    [InlineData("{'$addToSet': {'a': {'$each': [2, 2, 1]}}}", "{'a': [1]}", "{'a': [1, 2]}")]
    [InlineData("{'$addToSet': {'a': {'x': 1, 'y': 2}}}", "{'a': [{'y': 2, 'x': 1}]}", "{'a': [{'y': 2, 'x': 1}, {'x': 1, 'y': 2}]}")]
    [InlineData("{'$addToSet': {'a': [1]}}", "{'a': [1]}", "{'a': [1, [1]]}")]
    [InlineData("{'$pop': {'a': 1}}", "{'a': [1, 2, 3]}", "{'a': [1, 2]}")]
    [InlineData("{'$pop': {'a': -1}}", "{'a': [1, 2, 3]}", "{'a': [2, 3]}")]
    [InlineData("{'$pop': {'a': 1}}", "{'a': []}", "{'a': []}")]
    [InlineData("{'$pop': {'a': 1}}", "{}", "{}")]
    [InlineData("{'$pull': {'a': 1}}", "{'a': [1, 2, 1.0, [1]]}", "{'a': [2, [1]]}")]
    [InlineData("{'$pull': {'a': {'$gte': 2}}}", "{'a': [1, 2, 3]}", "{'a': [1]}")]
    [InlineData("{'$pull': {'a': {'$in': ['x', 'y']}}}", "{'a': ['x', 'z', 'y']}", "{'a': ['z']}")]
    [InlineData("{'$pull': {'a': {'b': 1}}}", "{'a': [{'b': 1, 'c': 2}, {'b': 2}, 1]}", "{'a': [{'b': 2}, 1]}")]
    [InlineData("{'$pull': {'a': {'b': {'$elemMatch': {'q': 2}}}}}", "{'a': [{'b': [{'q': 2}]}, {'b': []}]}", "{'a': [{'b': []}]}")]
    [InlineData("{'$pull': {'a': [1]}}", "{'a': [1, [1]]}", "{'a': [1]}")]
    [InlineData("{'$pull': {'a': {'$regularExpression': {'pattern': '^x', 'options': ''}}}}", "{'a': ['xy', 'y']}", "{'a': ['y']}")]
    [InlineData("{'$pull': {'a': null}}", "{'a': [null, 1]}", "{'a': [1]}")]
    [InlineData("{'$pullAll': {'a': [1, 2]}}", "{'a': [1, 2, 3, 1]}", "{'a': [3]}")]
    // Replacement keeps _id.
    [InlineData("{'b': 1}", "{'_id': 7, 'a': 1}", "{'_id': 7, 'b': 1}")]
    [InlineData("{}", "{'_id': 7, 'a': 1}", "{'_id': 7}")]
    [InlineData("{'b': 1, '_id': 7}", "{'_id': 7, 'a': 1}", "{'_id': 7, 'b': 1}")]
    [InlineData("{'a.b': 1, 'c': {'$d': 1}}", "{'_id': 7}", "{'_id': 7, 'a.b': 1, 'c': {'$d': 1}}")]
    public void An_update_gives_what_MongoDB_gives(string update, string document, string expected)
    {
        var original = BsonDocument.FromBytes(Doc(document).ToBytes());
        var program = UpdateProgram.Parse(Doc(update), null, Scope);
        var updated = program.Apply(original, null, isUpsert: false);
        updated.ToString().ShouldBe(Doc(expected).ToString());
        updated.ShouldBe(Doc(expected));
        original.ShouldBe(Doc(document), "the original must not change");
        if (updated.Equals(original)) updated.ShouldBeSameAs(original);
    }

    [Theory]
    [InlineData("{'$set': {'a.$': 9}}", null, 1, "{'a': [1, 2]}", "{'a': [1, 9]}")]
    [InlineData("{'$set': {'a.$.b': 9, 'a.0.b': 8}}", null, 1, "{'a': [{}, {}]}", "{'a': [{'b': 8}, {'b': 9}]}")]
    [InlineData("{'$set': {'a.$.b': 9, 'a.0.c': 8}}", null, 0, "{'a': [{}]}", "{'a': [{'b': 9, 'c': 8}]}")]
    [InlineData("{'$unset': {'a.$': 1}}", null, 0, "{'a': [1, 2]}", "{'a': [null, 2]}")]
    [InlineData("{'$inc': {'a.$[]': 1}}", null, null, "{'a': [1, 2]}", "{'a': [2, 3]}")]
    [InlineData("{'$inc': {'a.$[].b.$[]': 1}}", null, null, "{'a': [{'b': [1]}, {'b': [2, 3]}]}", "{'a': [{'b': [2]}, {'b': [3, 4]}]}")]
    [InlineData("{'$set': {'a.$[x]': 0}}", "[{'x': {'$gte': 2}}]", null, "{'a': [1, 2, 3]}", "{'a': [1, 0, 0]}")]
    [InlineData("{'$set': {'a.$[x].n': 0}}", "[{'x.k': 1, 'x.n': {'$gt': 5}}]", null, "{'a': [{'k': 1, 'n': 9}, {'k': 1, 'n': 1}, {'k': 2, 'n': 9}]}", "{'a': [{'k': 1, 'n': 0}, {'k': 1, 'n': 1}, {'k': 2, 'n': 9}]}")]
    [InlineData("{'$inc': {'a.$[x].b.$[y]': 10}}", "[{'x.k': 1}, {'y': 2}]", null, "{'a': [{'k': 1, 'b': [1, 2]}, {'k': 2, 'b': [2]}]}", "{'a': [{'k': 1, 'b': [1, 12]}, {'k': 2, 'b': [2]}]}")]
    [InlineData("{'$set': {'a.$[x].p': 1, 'a.$[y].q': 1}}", "[{'x.k': 1}, {'y.k': {'$gt': 0}}]", null, "{'a': [{'k': 1}, {'k': 2}]}", "{'a': [{'k': 1, 'p': 1, 'q': 1}, {'k': 2, 'q': 1}]}")]
    [InlineData("{'$push': {'a.$[].t': 1}}", null, null, "{'a': [{}, {'t': [0]}]}", "{'a': [{'t': [1]}, {'t': [0, 1]}]}")]
    [InlineData("{'$set': {'a.$[]': 1}}", null, null, "{'a': []}", "{'a': []}")]
    public void Elements_are_updated_where_they_were_found(string update, string? filters, int? position, string document, string expected)
    {
        var program = UpdateProgram.Parse(Doc(update), filters is null ? null : ExtendedJson.Parse(filters.Replace('\'', '"')).AsArray, Scope);
        program.Apply(Doc(document), new MatchPosition { Index = position }, isUpsert: false).ShouldBe(Doc(expected));
    }

    [Theory]
    [InlineData("{'$foo': {'a': 1}}", null, 9)]
    [InlineData("{'$set': 5}", null, 9)]
    [InlineData("{'$set': {'a': 1}, 'b': 1}", null, 9)]
    [InlineData("{'a': 1, '$b': 1}", null, 52)]
    [InlineData("{'$set': {'a': 1}, '$inc': {'a': 1}}", null, 40)]
    [InlineData("{'$set': {'a': 1, 'a.b': 1}}", null, 40)]
    [InlineData("{'$set': {'a.b': 1}, '$unset': {'a': 1}}", null, 40)]
    [InlineData("{'$rename': {'a': 'b'}, '$set': {'b': 1}}", null, 40)]
    [InlineData("{'$set': {'a.$[]': 1, 'a.0': 1}}", null, 40)]
    [InlineData("{'$set': {'': 1}}", null, 56)]
    [InlineData("{'$set': {'a..b': 1}}", null, 56)]
    [InlineData("{'$set': {'a.': 1}}", null, 56)]
    [InlineData("{'$set': {'$a': 1}}", null, 52)]
    [InlineData("{'$set': {'$.a': 1}}", null, 2)]
    [InlineData("{'$set': {'a.$.b.$': 1}}", null, 2)]
    [InlineData("{'$set': {'a.$[x]': 1}}", null, 2)]
    [InlineData("{'$set': {'a': 1}}", "[{'x': 1}]", 9)]
    [InlineData("{'$set': {'a.$[x]': 1}}", "[{'x': 1}, {'x': 2}]", 9)]
    [InlineData("{'$set': {'a.$[x]': 1}}", "[{'x': 1, 'y': 2}]", 9)]
    [InlineData("{'$set': {'a.$[X]': 1}}", "[{'X': 1}]", 2)]
    [InlineData("{'$set': {'a.$[x]': 1}}", "[{}]", 9)]
    [InlineData("{'$inc': {'a': 'x'}}", null, 14)]
    [InlineData("{'$pop': {'a': 2}}", null, 9)]
    [InlineData("{'$pullAll': {'a': 1}}", null, 2)]
    [InlineData("{'$push': {'a': {'$each': 1}}}", null, 2)]
    [InlineData("{'$push': {'a': {'$each': [], '$foo': 1}}}", null, 2)]
    [InlineData("{'$push': {'a': {'$each': [], '$sort': 2}}}", null, 2)]
    [InlineData("{'$addToSet': {'a': {'$each': 1}}}", null, 14)]
    [InlineData("{'$bit': {'a': {'and': 1.5}}}", null, 2)]
    [InlineData("{'$bit': {'a': {}}}", null, 2)]
    [InlineData("{'$currentDate': {'a': 'x'}}", null, 2)]
    [InlineData("{'$rename': {'a': 1}}", null, 2)]
    [InlineData("{'$rename': {'a': 'a'}}", null, 2)]
    [InlineData("{'$rename': {'a': 'a.b'}}", null, 2)]
    public void An_update_that_MongoDB_refuses_is_refused_with_its_code(string update, string? filters, int code) =>
        Should.Throw<MongoError>(() => UpdateProgram.Parse(Doc(update), filters is null ? null : ExtendedJson.Parse(filters.Replace('\'', '"')).AsArray, Scope)).Code.ShouldBe(code);

    [Theory]
    [InlineData("{'$set': {'a.b': 1}}", "{'a': 5}", 28, "Cannot create field 'b' in element {a: 5}")]
    [InlineData("{'$set': {'a.b': 1}}", "{'a': [5]}", 28, "Cannot create field 'b' in element {a: [5]}")]
    [InlineData("{'$set': {'a.b.c': 1}}", "{'a': {'b': null}}", 28, "Cannot create field 'c' in element {b: null}")]
    [InlineData("{'$set': {'_id': 2}}", "{'_id': 1}", 66, "immutable field '_id'")]
    [InlineData("{'$unset': {'_id': 1}}", "{'_id': 1}", 66, "immutable field '_id'")]
    [InlineData("{'_id': 2}", "{'_id': 1}", 66, "altered to _id: 2")]
    [InlineData("{'$inc': {'a': 1}}", "{'_id': 1, 'a': 'x'}", 14, "{_id: 1} has the field 'a' of non-numeric type string")]
    [InlineData("{'$inc': {'a': 1}}", "{'a': null}", 14, "non-numeric type null")]
    [InlineData("{'$inc': {'a': 1}}", "{'a': {'$numberLong': '9223372036854775807'}}", 2, "Failed to apply $inc")]
    [InlineData("{'$push': {'a': 1}}", "{'_id': 1, 'a': 5}", 2, "must be an array but is of type int")]
    [InlineData("{'$addToSet': {'a': 1}}", "{'a': 5}", 2, "non-array type int")]
    [InlineData("{'$pop': {'a': 1}}", "{'a': 5}", 14, "non-array type 'int'")]
    [InlineData("{'$pull': {'a': 1}}", "{'a': 5}", 2, "Cannot apply $pull to a non-array value")]
    [InlineData("{'$bit': {'a': {'or': 1}}}", "{'a': 1.5}", 2, "non-integer type double")]
    [InlineData("{'$set': {'a.$': 1}}", "{'a': [1]}", 2, "The positional operator did not find the match needed from the query.")]
    [InlineData("{'$set': {'a.$[]': 1}}", "{'a': 5}", 2, "Cannot apply array updates to non-array element a: 5")]
    [InlineData("{'$set': {'a.$[]': 1}}", "{}", 2, "The path 'a' must exist in the document in order to apply array updates.")]
    [InlineData("{'$rename': {'a.b': 'c'}}", "{'_id': 1, 'a': [{'b': 1}]}", 2, "cannot be an array element")]
    [InlineData("{'$set': {'a.2000000': 1}}", "{'a': []}", 2, "backfill")]
    public void A_document_that_an_update_does_not_suit_is_refused(string update, string document, int code, string message)
    {
        var program = UpdateProgram.Parse(Doc(update), null, Scope);
        var error = Should.Throw<MongoError>(() => program.Apply(Doc(document), null, isUpsert: false));
        error.Code.ShouldBe(code);
        error.Message.Replace("\"", "").ShouldContain(message);
    }

    [Theory]
    [InlineData("{'_id': 1, 'a': 2}", "{'$set': {'b': 3}}", "{'_id': 1, 'a': 2, 'b': 3}")]
    [InlineData("{'a': 2, '_id': 1}", "{'$setOnInsert': {'b': 3}}", "{'_id': 1, 'a': 2, 'b': 3}")]
    [InlineData("{'_id': 1, 'a': {'$gt': 2}, 'b': {'$eq': 4}, 'c': {'$in': [5]}, 'd': {'$all': [6]}}", "{'$set': {'x': 1}}", "{'_id': 1, 'b': 4, 'c': 5, 'd': 6, 'x': 1}")]
    [InlineData("{'_id': 1, 'a.b': 2, 'a.c': 3}", "{'$inc': {'a.b': 1}}", "{'_id': 1, 'a': {'b': 3, 'c': 3}}")]
    [InlineData("{'$and': [{'_id': 1}, {'$or': [{'a': 2}]}]}", "{'$set': {'x': 1}}", "{'_id': 1, 'a': 2, 'x': 1}")]
    [InlineData("{'_id': 1, '$or': [{'a': 2}, {'b': 2}]}", "{'$set': {'x': 1}}", "{'_id': 1, 'x': 1}")]
    [InlineData("{'_id': 1, 'a': 2}", "{'b': 3}", "{'_id': 1, 'b': 3}")]
    [InlineData("{'a': 2}", "{'_id': 9, 'b': 3}", "{'_id': 9, 'b': 3}")]
    [InlineData("{'_id': {'x': 1}}", "{'$push': {'t': 1}}", "{'_id': {'x': 1}, 't': [1]}")]
    [InlineData("{'_id': 1}", "[{'$set': {'b': {'$add': [1, 2]}}}]", "{'_id': 1, 'b': 3}")]
    public void An_upsert_makes_the_document_that_the_query_describes(string query, string update, string expected) =>
        UpdateProgram.Parse(ExtendedJson.Parse(update.Replace('\'', '"')), null, Scope).Upserted(Filter.Parse(Doc(query), Scope)).ShouldBe(Doc(expected));

    [Fact]
    public void An_upsert_without_an_id_gets_one_that_stands_first()
    {
        var made = UpdateProgram.Parse(Doc("{'$set': {'a': 1}}"), null, Scope).Upserted(Filter.Parse(Doc("{'b': 1}"), Scope));
        made.Select(field => field.Name).ShouldBe(["_id", "b", "a"]);
        made["_id"].Type.ShouldBe(BsonType.ObjectId);
    }

    [Theory]
    [InlineData("{'a': 1, '$and': [{'a': 2}]}")]
    [InlineData("{'a': {'b': 1}, 'a.b': 1}")]
    public void A_query_that_gives_a_field_two_values_makes_no_document(string query) =>
        Should.Throw<MongoError>(() => UpdateProgram.Parse(Doc("{'$set': {'x': 1}}"), null, Scope).Upserted(Filter.Parse(Doc(query), Scope))).Code.ShouldBe(54);

    [Theory]
    [InlineData("[{'$set': {'b': {'$add': ['$a', 1]}}}]", "{'_id': 1, 'a': 1}", "{'_id': 1, 'a': 1, 'b': 2}")]
    [InlineData("[{'$unset': 'a'}]", "{'_id': 1, 'a': 1}", "{'_id': 1}")]
    [InlineData("[{'$replaceWith': {'x': '$a'}}]", "{'_id': 1, 'a': 1}", "{'_id': 1, 'x': 1}")]
    [InlineData("[{'$project': {'a': 1}}, {'$set': {'c': '$$NOW'}}]", "{'_id': 1, 'a': 1, 'b': 2}", "{'_id': 1, 'a': 1, 'c': {'$date': '2026-01-02T00:00:00Z'}}")]
    public void A_pipeline_updates(string pipeline, string document, string expected) =>
        UpdateProgram.Parse(ExtendedJson.Parse(pipeline.Replace('\'', '"')), null, Scope).Apply(Doc(document), null, isUpsert: false).ShouldBe(Doc(expected));

    [Fact]
    public void A_pipeline_that_changes_nothing_gives_the_same_document_and_one_that_matches_is_refused()
    {
        var document = Doc("{'_id': 1, 'a': 1}");
        UpdateProgram.Parse(ExtendedJson.Parse("""[{"$set": {"a": 1}}]"""), null, Scope).Apply(document, null, isUpsert: false).ShouldBeSameAs(document);
        Should.Throw<MongoError>(() => UpdateProgram.Parse(ExtendedJson.Parse("""[{"$match": {"a": 1}}]"""), null, Scope)).Code.ShouldBe(72);
    }

    private static BsonDocument Doc(string json) => BsonDocument.Parse(json.Replace('\'', '"'));
}

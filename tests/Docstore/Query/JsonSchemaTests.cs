using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;

namespace StorageCourse.Tests.Docstore.Query;

public sealed class JsonSchemaTests
{
    private static readonly QueryScope Scope = new(null, DateTime.UnixEpoch);

    [Theory]
    [InlineData("{}", "{'a': 1}", true)]
    [InlineData("{'required': ['a', 'b']}", "{'a': 1}", false)]
    [InlineData("{'required': ['a']}", "{'a': null}", true)]
    [InlineData("{'properties': {'a': {'bsonType': 'int'}}}", "{}", true)]
    [InlineData("{'properties': {'a': {'bsonType': 'int'}}}", "{'a': 1.0}", false)]
    [InlineData("{'properties': {'a': {'bsonType': 'int'}}}", "{'a': [1]}", false)]
    [InlineData("{'properties': {'a': {'bsonType': ['int', 'string']}}}", "{'a': 'x'}", true)]
    [InlineData("{'properties': {'a': {'type': 'number'}}}", "{'a': {'$numberDecimal': '1'}}", true)]
    [InlineData("{'properties': {'a': {'type': ['boolean', 'null']}}}", "{'a': true}", true)]
    [InlineData("{'properties': {'a': {'minimum': 5}}}", "{'a': 5}", true)]
    [InlineData("{'properties': {'a': {'minimum': 5, 'exclusiveMinimum': true}}}", "{'a': 5}", false)]
    [InlineData("{'properties': {'a': {'maximum': 5}}}", "{'a': 6}", false)]
    [InlineData("{'properties': {'a': {'maximum': 5}}}", "{'a': 'x'}", true)]
    [InlineData("{'properties': {'a': {'multipleOf': 0.5}}}", "{'a': 2.5}", true)]
    [InlineData("{'properties': {'a': {'multipleOf': 2}}}", "{'a': 3}", false)]
    [InlineData("{'properties': {'a': {'minLength': 2}}}", "{'a': '😀'}", false)]
    [InlineData("{'properties': {'a': {'maxLength': 1}}}", "{'a': '😀'}", true)]
    [InlineData("{'properties': {'a': {'pattern': '^x'}}}", "{'a': 'y'}", false)]
    [InlineData("{'properties': {'a': {'pattern': '^x'}}}", "{'a': 5}", true)]
    [InlineData("{'properties': {'a': {'enum': [1, 'x', null]}}}", "{'a': 1.0}", true)]
    [InlineData("{'properties': {'a': {'enum': [1, 'x', null]}}}", "{'a': 2}", false)]
    [InlineData("{'properties': {'a': {'items': {'bsonType': 'int'}}}}", "{'a': [1, 'x']}", false)]
    [InlineData("{'properties': {'a': {'items': {'bsonType': 'int'}}}}", "{'a': 'x'}", true)]
    [InlineData("{'properties': {'a': {'items': [{'bsonType': 'int'}], 'additionalItems': false}}}", "{'a': [1, 2]}", false)]
    [InlineData("{'properties': {'a': {'items': [{'bsonType': 'int'}], 'additionalItems': {'bsonType': 'string'}}}}", "{'a': [1, 'x']}", true)]
    [InlineData("{'properties': {'a': {'minItems': 1}}}", "{'a': []}", false)]
    [InlineData("{'properties': {'a': {'maxItems': 1}}}", "{'a': [1, 2]}", false)]
    [InlineData("{'properties': {'a': {'uniqueItems': true}}}", "{'a': [1, 1.0]}", false)]
    [InlineData("{'properties': {'a': {'properties': {'b': {'minimum': 1}}}}}", "{'a': {'b': 0}}", false)]
    [InlineData("{'additionalProperties': false, 'properties': {'_id': {}, 'a': {}}}", "{'_id': 1, 'a': 1}", true)]
    [InlineData("{'additionalProperties': false, 'properties': {'a': {}}}", "{'a': 1, 'b': 1}", false)]
    [InlineData("{'additionalProperties': {'bsonType': 'int'}}", "{'b': 'x'}", false)]
    [InlineData("{'additionalProperties': false, 'patternProperties': {'^s_': {'bsonType': 'string'}}}", "{'s_x': 'y'}", true)]
    [InlineData("{'patternProperties': {'^s_': {'bsonType': 'string'}}}", "{'s_x': 1}", false)]
    [InlineData("{'minProperties': 2}", "{'a': 1}", false)]
    [InlineData("{'maxProperties': 2}", "{'a': 1}", true)]
    [InlineData("{'dependencies': {'a': ['b']}}", "{'a': 1}", false)]
    [InlineData("{'dependencies': {'a': ['b']}}", "{'c': 1}", true)]
    [InlineData("{'dependencies': {'a': {'required': ['b']}}}", "{'a': 1, 'b': 1}", true)]
    [InlineData("{'allOf': [{'required': ['a']}, {'required': ['b']}]}", "{'a': 1}", false)]
    [InlineData("{'anyOf': [{'required': ['a']}, {'required': ['b']}]}", "{'a': 1}", true)]
    [InlineData("{'oneOf': [{'required': ['a']}, {'required': ['b']}]}", "{'a': 1, 'b': 1}", false)]
    [InlineData("{'not': {'required': ['a']}}", "{'a': 1}", false)]
    [InlineData("{'bsonType': 'object', 'title': 't', 'description': 'd'}", "{}", true)]
    public void A_schema_accepts_what_MongoDB_accepts(string schema, string document, bool accepts) =>
        Parse(schema).Matches(BsonDocument.FromBytes(Doc(document).ToBytes())).ShouldBe(accepts);

    [Theory]
    [InlineData("{'foo': 1}", 9, "Unknown $jsonSchema keyword: foo")]
    [InlineData("{'$ref': 'x'}", 9, "'$ref' is not currently supported")]
    [InlineData("{'type': 'integer'}", 9, "'integer' is not currently supported")]
    [InlineData("{'type': 'string', 'bsonType': 'string'}", 9, "Cannot specify both")]
    [InlineData("{'bsonType': 'what'}", 2, "Unknown type name alias: what")]
    [InlineData("{'bsonType': 2}", 14, "must be either a string or an array of strings")]
    [InlineData("{'minimum': 'x'}", 14, "'minimum' must be a number")]
    [InlineData("{'exclusiveMinimum': true}", 9, "must be a present if exclusiveMinimum is present")]
    [InlineData("{'required': []}", 9, "cannot be an empty array")]
    [InlineData("{'required': [1]}", 14, "array of strings")]
    [InlineData("{'properties': {'a': 1}}", 14, "Nested schema")]
    [InlineData("{'minLength': -1}", 9, "non-negative")]
    public void A_schema_that_MongoDB_refuses_is_refused_with_its_code(string schema, int code, string message)
    {
        var error = Should.Throw<MongoError>(() => Parse(schema));
        error.Code.ShouldBe(code);
        error.Message.ShouldContain(message);
    }

    [Fact]
    public void A_failure_says_which_rules_were_not_satisfied_by_what()
    {
        var filter = Parse("{'title': 'Student', 'required': ['name'], 'properties': {'gpa': {'bsonType': ['double'], 'description': 'a double'}, 'year': {'minimum': 2017}}}");
        FilterFailure.Of(filter, Doc("{'gpa': 3, 'year': 2000}")).ShouldBe(Doc("""
            {'operatorName': '$jsonSchema', 'title': 'Student', 'schemaRulesNotSatisfied': [
              {'operatorName': 'required', 'specifiedAs': {'required': ['name']}, 'missingProperties': ['name']},
              {'operatorName': 'properties', 'propertiesNotSatisfied': [
                {'propertyName': 'gpa', 'description': 'a double', 'details': [
                  {'operatorName': 'bsonType', 'specifiedAs': {'bsonType': ['double']}, 'reason': 'type did not match', 'consideredValue': 3, 'consideredType': 'int'}]},
                {'propertyName': 'year', 'details': [
                  {'operatorName': 'minimum', 'specifiedAs': {'minimum': 2017}, 'reason': 'comparison failed', 'consideredValue': 2000}]}]}]}
            """));
    }

    [Theory]
    [InlineData("{'a': {'$gt': 5}}", "{'a': 3}", "{'operatorName': '$gt', 'specifiedAs': {'a': {'$gt': 5}}, 'reason': 'comparison failed', 'consideredValue': 3}")]
    [InlineData("{'a': {'$gt': 5}}", "{}", "{'operatorName': '$gt', 'specifiedAs': {'a': {'$gt': 5}}, 'reason': 'field was missing'}")]
    [InlineData("{'a': 1, 'b': 2}", "{'a': 1, 'b': 3}", "{'operatorName': '$and', 'clausesNotSatisfied': [{'index': 1, 'details': {'operatorName': '$eq', 'specifiedAs': {'b': {'$eq': 2}}, 'reason': 'comparison failed', 'consideredValue': 3}}]}")]
    [InlineData("{'a': {'$type': 'int'}}", "{'a': 'x'}", "{'operatorName': '$type', 'specifiedAs': {'a': {'$type': 'int'}}, 'reason': 'type did not match', 'consideredValue': 'x', 'consideredType': 'string'}")]
    [InlineData("{'a.0': {'$gt': 5}}", "{'a': [{'0': 3}]}", "{'operatorName': '$gt', 'specifiedAs': {'a.0': {'$gt': 5}}, 'reason': 'comparison failed', 'consideredValues': [{'0': 3}, 3]}")]
    public void A_failure_of_a_query_names_its_operator(string filter, string document, string failure) =>
        FilterFailure.Of(Filter.Parse(Doc(filter), Scope), Doc(document)).ShouldBe(Doc(failure));

    private static Filter Parse(string schema) => Filter.Parse(new() { { "$jsonSchema", Doc(schema) } }, Scope);

    private static BsonDocument Doc(string json) => BsonDocument.Parse(json.Replace('\'', '"'));
}

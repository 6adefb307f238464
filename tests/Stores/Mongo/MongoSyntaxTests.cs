using FsCheck.Fluent;
using StorageCourse.Docstore.Bson;
using StorageCourse.Host;
using StorageCourse.Stores.Mongo;
using StorageCourse.Tests.Docstore.Bson;

namespace StorageCourse.Tests.Stores.Mongo;

public sealed class MongoSyntaxTests
{
    [Theory]
    [InlineData("{ a: 1, 'b c': \"x\", $set: { n: -1.5 }, 7: [1, 'two',], }", """{"a": 1, "b c": "x", "$set": {"n": -1.5}, "7": [1, "two"]}""")]
    [InlineData("{ a: 1e3, b: 5000000000, c: 0x1F, d: .5, e: -0, f: 1.0, g: +2 }", """{"a": 1000, "b": 5000000000.0, "c": 31, "d": 0.5, "e": -0.0, "f": 1, "g": 2}""")]
    [InlineData("{ a: true, b: false, c: null, d: NaN, e: -Infinity }", """{"a": true, "b": false, "c": null, "d": {"$numberDouble": "NaN"}, "e": {"$numberDouble": "-Infinity"}}""")]
    [InlineData("'it\\'s \\u00e9 \\x41 \\u{1F600}\\n'", "\"it's é A 😀\\n\"")]
    [InlineData("/a[/]b\\/c/ix", """{"$regularExpression": {"pattern": "a[/]b\\/c", "options": "ix"}}""")]
    [InlineData("ObjectId('65a000000000000000000001')", """{"$oid": "65a000000000000000000001"}""")]
    [InlineData("[ISODate('2026-01-31'), new Date(0), new Date('2026-01-31T12:00:00+02:00'), new Date(2026, 0, 31)]", """[{"$date": "2026-01-31T00:00:00Z"}, {"$date": "1970-01-01T00:00:00Z"}, {"$date": "2026-01-31T10:00:00Z"}, {"$date": "2026-01-31T00:00:00Z"}]""")]
    [InlineData("[NumberLong('9007199254740993'), Long(5), NumberInt(7), Int32('8'), Double(1), new Double('2')]", "[9007199254740993, 5, 7, 8, 1.0, 2.0]")]
    [InlineData("[NumberDecimal('1.50'), Decimal128(2)]", """[{"$numberDecimal": "1.50"}, {"$numberDecimal": "2"}]""")]
    [InlineData("[UUID('00112233-4455-6677-8899-aabbccddeeff'), BinData(0, 'AAEC'), HexData(5, 'ff')]", """[{"$binary": {"base64": "ABEiM0RVZneImaq7zN3u/w==", "subType": "04"}}, {"$binary": {"base64": "AAEC", "subType": "00"}}, {"$binary": {"base64": "/w==", "subType": "05"}}]""")]
    [InlineData("[Timestamp(1, 2), Timestamp({ t: 3, i: 4 }), MinKey, MaxKey(), RegExp('^a', 'i')]", """[{"$timestamp": {"t": 1, "i": 2}}, {"$timestamp": {"t": 3, "i": 4}}, {"$minKey": 1}, {"$maxKey": 1}, {"$regularExpression": {"pattern": "^a", "options": "i"}}]""")]
    [InlineData("{ /* one */ a: 1, // two\n b: 2, a: 3 }", """{"a": 3, "b": 2}""")]
    public void Values_are_read_as_mongosh_reads_them(string text, string expected) =>
        MongoValueReader.ReadAll(text, _ => null).ToText().ShouldBe(expected);

    [Theory]
    [InlineData("db.a.find()\nfor (const x of y) {}", "expected db.…, show … or use …, got for: a #!mongo cell knows mongosh's commands", 2, 1)]
    [InlineData("const x = 1", "expected db.…, show … or use …, got const", 1, 1)]
    [InlineData("x = db.a.find()", "expected db.…, show … or use …, got x", 1, 1)]
    [InlineData("db.a.find({ a: 1 + 1 })", "got '+': a #!mongo cell knows mongosh's commands", 1, 18)]
    [InlineData("db.a.find({ a: undefined })", "leave the field out, or say null", 1, 16)]
    [InlineData("db.a.find({ a: `x` })", "got a template", 1, 16)]
    [InlineData("db.a.find({ a: x })", "a text stands in quotes, and a C# variable is $x", 1, 16)]
    [InlineData("db.a.find({ a })", "say a: $a", 1, 15)]
    [InlineData("db.a.find({ a.b: 1 })", "a path with a dot stands in quotes, as in 'a.x'", 1, 14)]
    [InlineData("db.a.find({ a: () => 1 })", "loops, functions, variables", 1, 16)]
    [InlineData("db.a.find({ a: function() {} })", "loops, functions, variables", 1, 16)]
    [InlineData("db.a.find({ ...b })", "got a spread", 1, 13)]
    [InlineData("db.a.find().forEach(x => x)", "forEach takes a function", 1, 13)]
    [InlineData("db.a.find({ a: 'x })", "expected a closing '", 1, 16)]
    [InlineData("db.a.find({ a: 1 ", "expected '}' or ',' after a field, got the end of the cell", 1, 18)]
    [InlineData("db.a.find() db.b.find()", "expected ';' or a new line before the next statement, got db", 1, 13)]
    [InlineData("db.a.find({ a: ObjectId('x') })", "expected ObjectId() or ObjectId('24 hexadecimal digits'), got ObjectId('x')", 1, 16)]
    [InlineData("db.a.find({ a: /x/g })", "MongoDB looks for one match", 1, 16)]
    [InlineData("db.a.find({ a: Foo(1) })", "expected one of ObjectId, ISODate", 1, 16)]
    [InlineData("db.a.find().nope()", "there is no method nope on a cursor of find", 1, 13)]
    [InlineData("db.a.insert({})", "insert is gone from MongoDB: say insertOne or insertMany", 1, 6)]
    [InlineData("db.a.updateOne({}, { a: 1 })", "say { $set: { … } }", 1, 6)]
    [InlineData("db.a.replaceOne({}, { $set: { a: 1 } })", "replaceOne takes the whole new document", 1, 6)]
    [InlineData("db.a.insertOne({}, { journaled: true })", "got the option journaled", 1, 6)]
    [InlineData("db.nope()", "there is no method nope on db", 1, 4)]
    [InlineData("show nothing", "expected show dbs", 1, 1)]
    [InlineData("it", "show more with --limit", 1, 1)]
    public void What_is_beyond_has_an_error_with_its_place(string cell, string message, int line, int column)
    {
        var error = Should.Throw<CellException>(() => Translate(cell));
        error.Message.ShouldContain(message);
        (error.Line, error.Column).ShouldBe((line, column));
    }

    [Fact]
    public void Statements_end_with_a_semicolon_or_a_line_and_chains_go_on_in_the_next()
    {
        var statements = MongoStatementReader.Read("use shop; show collections\n// comment\ndb.orders\n  .find({ a: 1 })\n  .limit(5)\ndb['odd name'].drop();db", _ => null);
        statements.Select(statement => statement.Line).ShouldBe([1, 1, 3, 6, 6]);
        statements[2].ShouldBeOfType<CallStatement>().ShouldSatisfyAllConditions(
            call => call.Collection.ShouldBe("orders"), call => call.Calls.Select(one => one.Method).ShouldBe(["find", "limit"]));
        statements[3].ShouldBeOfType<CallStatement>().Collection.ShouldBe("odd name");
        MongoStatementReader.Read("db.system.profile.find()", _ => null)[0].ShouldBeOfType<CallStatement>().Collection.ShouldBe("system.profile");
    }

    [Fact]
    public void What_a_cell_shows_can_be_read_back() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(AnyBson.Documents().ToArbitrary(), document =>
        {
            // JavaScript has fields once, one type of small numbers, and neither symbols, pointers, undefined nor code with scope.
            if (!IsJavaScript(document)) return;
            var shown = document.ToDriver();
            BsonComparer.Instance.Compare(MongoValueReader.ReadAll(MongoshText.Of(shown), _ => null).ToDocstore(), document).ShouldBe(0, MongoshText.Of(shown));
            BsonComparer.Instance.Compare(MongoValueReader.ReadAll(MongoshText.Inline(shown), _ => null).ToDocstore(), document).ShouldBe(0);
        }));

    [Fact]
    public void Random_cells_are_read_or_refused_with_a_place() =>
        FsCheck.Check.QuickThrowOnFailure(Prop.ForAll(Gen.Elements("db", ".", "find", "(", ")", "{", "}", "[", "]", ":", ",", "'", "\"", "/", "$", "a", "1", "-", "\n", ";", "//", "/*", "*/", "ObjectId", "new ", "Date", " ", "\\", "`", "=>", "use x", "0x").ArrayOf().Select(string.Concat).ToArbitrary(), text =>
        {
            try
            {
                Translate(text);
                Translate("db.a.find({a: " + text);
            }
            catch (CellException e)
            {
                (e.Line is >= 1 && e.Column is >= 1).ShouldBeTrue(e.Message);
            }
        }));

    private static void Translate(string cell)
    {
        foreach (var call in MongoStatementReader.Read(cell, _ => null).OfType<CallStatement>()) MongoTranslation.Of(call);
    }

    private static bool IsJavaScript(BsonDocument document) =>
        document.Select(field => field.Name).Distinct().Count() == document.Count && document.All(field => IsJavaScript(field.Value));

    private static bool IsJavaScript(BsonValue value) => value.Type switch
    {
        BsonType.Document => IsJavaScript(value.AsDocument),
        BsonType.Array => value.AsArray.All(IsJavaScript),
        BsonType.Symbol or BsonType.DbPointer or BsonType.Undefined or BsonType.JavaScriptWithScope => false,
        BsonType.Binary => value.AsBinary.Bytes.Length > 0 && value.AsBinary.Subtype == BsonBinary.UuidSubtype,
        BsonType.DateTime => value.AsDateTimeMs is >= -62_135_596_800_000 and <= 253_402_300_799_999,
        _ => true,
    };
}

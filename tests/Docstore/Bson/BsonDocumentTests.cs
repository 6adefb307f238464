using StorageCourse.Docstore.Bson;

namespace StorageCourse.Tests.Docstore.Bson;

public class BsonDocumentTests
{
    private static BsonDocument Raw(string json) => BsonDocument.FromBytes(BsonDocument.Parse(json).ToBytes());

    [Fact]
    public void Reading_leaves_a_document_bytes_and_changing_it_does_not_change_them()
    {
        var bytes = BsonDocument.Parse("""{"a": 1, "b": {"c": [1, {"d": 2}]}}""").ToBytes();
        var before = bytes.ToArray();
        var document = BsonDocument.FromBytes(bytes);
        document["b"].AsDocument["c"].AsArray[1].AsDocument["d"].ShouldBe(2);
        document.IsRaw.ShouldBeTrue();

        document["a"] = 5;
        document.IsRaw.ShouldBeFalse();
        document["b"].AsDocument["new"] = 1;
        document.ToString().ShouldBe("""{"a": 5, "b": {"c": [1, {"d": 2}], "new": 1}}""");
        bytes.ShouldBe(before);
    }

    [Fact]
    public void Fields_are_set_in_place_appended_inserted_renamed_and_removed()
    {
        var document = Raw("""{"a": 1, "b": 2}""");
        document["a"] = "x";
        document["c"] = 3;
        document.Insert(0, "_id", 0);
        document.Rename("b", "z").ShouldBeTrue();
        document.Rename("none", "z").ShouldBeFalse();
        document.ToString().ShouldBe("""{"_id": 0, "a": "x", "z": 2, "c": 3}""");
        document.Remove("z").ShouldBeTrue();
        document.Remove("z").ShouldBeFalse();
        document["c"] = BsonValue.Missing;
        document["none"].IsMissing.ShouldBeTrue();
        document.Add("skipped", BsonValue.Missing);
        document.ToString().ShouldBe("""{"_id": 0, "a": "x"}""");
    }

    [Fact]
    public void An_array_changes_like_a_list()
    {
        var array = Raw("""{"a": [1, 2, 3]}""")["a"].AsArray;
        array.Count.ShouldBe(3);
        array[2].ShouldBe(3);
        Should.Throw<IndexOutOfRangeException>(() => array[3]);
        array.Insert(0, 0);
        array.RemoveAt(3);
        array[1] = BsonValue.Missing;
        array.Add("x");
        array.ToString().ShouldBe("""[0, null, 2, "x"]""");
    }

    [Fact]
    public void A_clone_shares_no_change()
    {
        var document = new BsonDocument { { "a", new BsonDocument { { "b", new BsonArray { 1 } } } } };
        var clone = document.Clone();
        document["a"].AsDocument["b"].AsArray.Add(2);
        clone.ToString().ShouldBe("""{"a": {"b": [1]}}""");
    }

    [Fact]
    public void A_name_that_stands_twice_is_kept_and_found_first()
    {
        var document = new BsonDocument { { "a", 1 }, { "a", 2 } };
        Raw("""{"a": 1, "a": 2}""").ShouldBe(document);
        document["a"].ShouldBe(1);
    }

    [Fact]
    public void A_hundred_levels_are_taken_and_one_more_is_refused()
    {
        var deepest = Nested(BsonDocument.MaxDepth);
        BsonDocument.FromBytes(deepest.ToBytes()).ShouldBe(deepest);
        BsonDocument.Parse(deepest.ToString()).ShouldBe(deepest);
        Should.Throw<MongoError>(() => Nested(BsonDocument.MaxDepth + 1).ToBytes()).Message.ShouldContain("at most 100 levels");
        // As bytes: around the deepest, one document more.
        var inner = deepest.ToBytes();
        byte[] bytes = [.. BitConverter.GetBytes(inner.Length + 8), 3, (byte)'x', 0, .. inner, 0];
        Should.Throw<MongoError>(() => BsonDocument.FromBytes(bytes)).Message.ShouldContain("at most 100 levels");
        Should.Throw<MongoError>(() => ExtendedJson.Parse(new string('[', 100_000))).CodeName.ShouldBe("FailedToParse");
    }

    [Fact]
    public void Sixteen_mebibytes_are_taken_and_one_byte_more_is_refused()
    {
        var overhead = new BsonDocument { { "a", "" } }.ByteSize;
        var largest = new BsonDocument { { "a", new string('x', BsonDocument.MaxSize - overhead) } };
        BsonDocument.FromBytes(largest.ToBytes()).ByteSize.ShouldBe(BsonDocument.MaxSize);
        var more = new BsonDocument { { "a", new string('x', BsonDocument.MaxSize - overhead + 1) } };
        Should.Throw<MongoError>(() => BsonDocument.FromBytes(more.ToBytes())).Message.ShouldContain("at most 16777216 bytes, got 16777217");
    }

    [Fact]
    public void An_error_says_what_was_expected_where()
    {
        var bytes = new BsonDocument { { "a", "text" } }.ToBytes();
        bytes[7] = 200;
        Should.Throw<MongoError>(() => BsonDocument.FromBytes(bytes)).Message.ShouldBe("expected a string's length of 1 to 5 at byte 7 of the document, got 200");
        Should.Throw<MongoError>(() => ExtendedJson.Parse("{\n  \"a\": tru\n}")).Message.ShouldBe("expected a value at line 2, column 8, got 't'");
        Should.Throw<MongoError>(() => new BsonDocument { { "a", 1 } }["a"].AsString).Message.ShouldBe("expected string, got int: 1");
    }

    [Fact]
    public void Dates_before_1970_and_beyond_dotnet_are_kept()
    {
        BsonValue before = new DateTime(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc);
        before.AsDateTimeMs.ShouldBe(-1);
        before.AsDateTime.ShouldBe(new DateTime(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc));
        ((BsonValue)DateTime.UnixEpoch.AddTicks(-1)).AsDateTimeMs.ShouldBe(-1);
        before.ToString().ShouldBe("""{"$date": {"$numberLong": "-1"}}""");
        Should.Throw<MongoError>(() => BsonValue.FromDateTime(long.MaxValue).AsDateTime).CodeName.ShouldBe("Overflow");
    }

    [Fact]
    public void ObjectIds_made_later_sort_later()
    {
        var ids = Enumerable.Range(0, 1000).Select(_ => ObjectId.NewObjectId()).ToList();
        ids.Distinct().Count().ShouldBe(1000);
        ids[0].Timestamp.ShouldBe(DateTime.UtcNow, TimeSpan.FromMinutes(5));
        ObjectId.Parse(ids[0].ToString()).ShouldBe(ids[0]);
        ObjectId.TryParse("xyz", out _).ShouldBeFalse();
    }

    private static BsonDocument Nested(int levels)
    {
        var document = new BsonDocument();
        for (var i = 1; i < levels; i++) document = new() { { "x", document } };
        return document;
    }
}

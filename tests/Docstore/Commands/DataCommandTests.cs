namespace StorageCourse.Tests.Docstore.Commands;

/// <summary>What the commands for data answer where the official tests do not look.</summary>
public sealed class DataCommandTests : DataServer
{
    [Fact]
    public async Task An_ordered_insert_stops_at_the_first_error_and_an_unordered_one_goes_on()
    {
        var ordered = await Run("""{ "insert": "c", "documents": [{ "_id": 1 }, { "_id": 1 }, { "_id": 2 }] }""");
        ordered["n"].ToInt64().ShouldBe(1);
        var error = ordered["writeErrors"].AsArray[0].AsDocument;
        error["code"].ToInt64().ShouldBe(11000);
        error["index"].ToInt64().ShouldBe(1);
        error["errmsg"].AsString.ShouldBe("E11000 duplicate key error collection: test.c index: _id_ dup key: { _id: 1 }");
        error["keyPattern"].ToString().ShouldBe("""{"_id": 1}""");
        error["keyValue"].ToString().ShouldBe("""{"_id": 1}""");
        var unordered = await Run("""{ "insert": "c", "ordered": false, "documents": [{ "_id": 1 }, { "_id": 2 }, { "_id": 1 }] }""");
        unordered["n"].ToInt64().ShouldBe(1);
        unordered["writeErrors"].AsArray.Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_id_comes_first_whatever_its_place()
    {
        await Insert("""{ "x": 1, "_id": 5 }""");
        (await Find()).ShouldBe(["""{"_id": 5, "x": 1}"""]);
    }

    [Theory]
    [InlineData("""{ "_id": [1] }""", 53)]
    [InlineData("""{ "_id": { "$regularExpression": { "pattern": "x", "options": "" } } }""", 53)]
    [InlineData("""{ "_id": { "$a": 1 } }""", 52)]
    public async Task Some_values_are_no_ids(string document, int code) =>
        (await Insert(document))["writeErrors"].AsArray[0].AsDocument["code"].ToInt64().ShouldBe(code);

    [Fact]
    public async Task An_update_can_not_change_the_id()
    {
        await Insert("""{ "_id": 1, "x": 1 }""");
        var reply = await Run("""{ "update": "c", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "_id": 2 } } }] }""");
        reply["writeErrors"].AsArray[0].AsDocument["code"].ToInt64().ShouldBe(66);
    }

    [Fact]
    public async Task A_failed_update_leaves_document_and_indexes_as_they_were()
    {
        await Index("""{ "k": 1 }""", """ "unique": true """);
        await Insert("""{ "_id": 1, "k": 1 }, { "_id": 2, "k": 2 }""");
        (await Run("""{ "update": "c", "updates": [{ "q": { "_id": 2 }, "u": { "$set": { "k": 1, "x": 1 } } }] }"""))["writeErrors"].AsArray[0].AsDocument["code"].ToInt64().ShouldBe(11000);
        (await Find(""" "filter": { "k": 2 }, "hint": "i" """)).ShouldBe(["""{"_id": 2, "k": 2}"""]);
    }

    [Fact]
    public async Task An_index_over_duplicates_is_not_made()
    {
        await Insert("""{ "_id": 1, "k": 1 }, { "_id": 2, "k": 1 }""");
        var error = await Error("""{ "createIndexes": "c", "indexes": [{ "key": { "k": 1 }, "name": "k_1", "unique": true }] }""");
        error.Code.ShouldBe(11000);
        (await Run("""{ "listIndexes": "c" }"""))["cursor"].AsDocument["firstBatch"].AsArray.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{ "a": 1 }""", "other", "", 85)]
    [InlineData("""{ "b": 1 }""", "i", "", 86)]
    [InlineData("""{ "a": 1 }""", "i", """ "unique": true """, 86)]
    [InlineData("""{ "a": 1 }""", "i", """ "expireAfterSeconds": 5 """, 85)]
    [InlineData("""{ "a": "text" }""", "t", "", 238)]
    [InlineData("""{ "a": "2dsphere" }""", "t", "", 238)]
    [InlineData("""{ "a": "hashed" }""", "t", "", 238)]
    [InlineData("""{ "$**": 1 }""", "t", "", 238)]
    [InlineData("""{ "a": "nonsense" }""", "t", "", 67)]
    [InlineData("""{ "a": 0 }""", "t", "", 67)]
    [InlineData("""{ "a": 1 }""", "t", """ "collation": { "locale": "de" } """, 238)]
    [InlineData("""{ "a": 1 }""", "t", """ "nonsense": 1 """, 197)]
    [InlineData("""{ "a": 1, "b": 1 }""", "t", """ "expireAfterSeconds": 5 """, 67)]
    public async Task An_index_that_can_not_be_had_is_refused(string key, string name, string options, int code)
    {
        await Index("""{ "a": 1 }""");
        await Index("""{ "a": 1 }""");
        (await Error($$"""{ "createIndexes": "c", "indexes": [{ "key": {{key}}, "name": "{{name}}"{{(options.Length == 0 ? "" : ", " + options)}} }] }""")).Code.ShouldBe(code);
    }

    [Fact]
    public async Task Fields_below_different_arrays_are_not_indexed_together()
    {
        await Index("""{ "a": 1, "b": 1 }""");
        (await Insert("""{ "a": [1], "b": [2] }"""))["writeErrors"].AsArray[0].AsDocument["code"].ToInt64().ShouldBe(171);
        (await Find()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{ "find": "c", "nonsense": 1 }""", 40415)]
    [InlineData("""{ "find": "c", "limit": -1 }""", 51024)]
    [InlineData("""{ "find": "c", "filter": 1 }""", 14)]
    [InlineData("""{ "find": 1 }""", 73)]
    [InlineData("""{ "find": "c", "tailable": true }""", 238)]
    [InlineData("""{ "find": "c", "collation": { "locale": "de" } }""", 238)]
    [InlineData("""{ "create": "c", "capped": true, "size": 1000 }""", 238)]
    [InlineData("""{ "create": "v", "viewOn": "c" }""", 238)]
    [InlineData("""{ "update": "c", "updates": [{ "q": {}, "u": { "a": 1 }, "sort": { "a": 1 } }] }""", 40415)]
    [InlineData("""{ "insert": "c", "documents": [] }""", 16)]
    [InlineData("""{ "insert": "a$b", "documents": [{}] }""", 73)]
    [InlineData("""{ "listIndexes": "nothing" }""", 26)]
    [InlineData("""{ "dropIndexes": "nothing", "index": "*" }""", 26)]
    [InlineData("""{ "collMod": "nothing" }""", 26)]
    [InlineData("""{ "aggregate": "c", "pipeline": [] }""", 9)]
    [InlineData("""{ "getMore": { "$numberLong": "7" }, "collection": "c" }""", 43)]
    [InlineData("""{ "explain": { "insert": "c", "documents": [{}] } }""", 20)]
    [InlineData("""{ "find": "c", "readConcern": { "level": "snapshot" } }""", 123)]
    public async Task What_is_not_supported_is_refused_with_its_code(string command, int code) => (await Error(command)).Code.ShouldBe(code);

    [Fact]
    public async Task A_validator_refuses_what_breaks_it_unless_bypassed()
    {
        await Run("""{ "create": "c", "validator": { "$jsonSchema": { "required": ["x"], "properties": { "x": { "bsonType": "int" } } } } }""");
        var error = (await Insert("""{ "_id": 1 }"""))["writeErrors"].AsArray[0].AsDocument;
        error["code"].ToInt64().ShouldBe(121);
        error["errInfo"].AsDocument["failingDocumentId"].ToInt64().ShouldBe(1);
        error["errInfo"].AsDocument["details"].AsDocument["operatorName"].AsString.ShouldBe("$jsonSchema");
        (await Run("""{ "insert": "c", "documents": [{ "_id": 1 }], "bypassDocumentValidation": true }"""))["n"].ToInt64().ShouldBe(1);

        // Strict: what broke the rule before may not be changed without keeping it. Moderate: it may.
        const string update = """{ "update": "c", "updates": [{ "q": { "_id": 1 }, "u": { "$set": { "y": 1 } } }] }""";
        (await Run(update))["writeErrors"].AsArray[0].AsDocument["code"].ToInt64().ShouldBe(121);
        await Run("""{ "collMod": "c", "validationLevel": "moderate" }""");
        (await Run(update))["nModified"].ToInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_TTL_index_removes_what_is_old_enough()
    {
        await Index("""{ "at": 1 }""", """ "expireAfterSeconds": 60 """);
        await Insert("""{ "_id": 1, "at": { "$date": "2026-01-01T00:00:00Z" } }, { "_id": 2, "at": { "$date": "2026-01-01T00:00:30Z" } }, { "_id": 3, "at": "2000" }, { "_id": 4 }, { "_id": 5, "at": [{ "$date": "2030-01-01T00:00:00Z" }, { "$date": "2025-01-01T00:00:00Z" }] }""");
        Store.Expiry.Pass(new DateTime(2026, 1, 1, 0, 1, 1, DateTimeKind.Utc));
        (await Find(""" "projection": { "at": 0 } """)).ShouldBe(["""{"_id": 2}""", """{"_id": 3}""", """{"_id": 4}"""]);
        await Run("""{ "collMod": "c", "index": { "name": "i", "expireAfterSeconds": 0 } }""");
        Store.Expiry.Pass(new DateTime(2026, 1, 1, 0, 1, 1, DateTimeKind.Utc));
        (await Find(""" "projection": { "at": 0 } """)).ShouldBe(["""{"_id": 3}""", """{"_id": 4}"""]);
    }

    [Fact]
    public async Task The_profiler_writes_what_an_operation_read()
    {
        await Insert("""{ "a": 1 }, { "a": 2 }, { "a": 3 }""");
        await Index("""{ "a": 1 }""");
        (await Run("""{ "profile": 2 }"""))["was"].ToInt64().ShouldBe(0);
        await Find(""" "filter": { "a": { "$gt": 1 } } """);
        await Run("""{ "update": "c", "updates": [{ "q": {}, "u": { "$set": { "b": 1 } }, "multi": true }] }""");
        (await Run("""{ "profile": 0 }"""))["was"].ToInt64().ShouldBe(2);
        var entries = await Run("""{ "find": "system.profile", "filter": { "ns": "test.c" } }""");
        var found = entries["cursor"].AsDocument["firstBatch"].AsArray.Select(entry => entry.AsDocument).ToList();
        found.Select(entry => $"{entry["op"].AsString} {entry["planSummary"].AsString} {entry["keysExamined"]} {entry["docsExamined"]}").ShouldBe(["query IXSCAN { a: 1 } 2 2", "update COLLSCAN 0 3"]);
        found[0]["nreturned"].ToInt64().ShouldBe(2);
        found[1]["nModified"].ToInt64().ShouldBe(3);
        found[0]["millis"].IsNumber.ShouldBeTrue();
    }

    [Fact]
    public async Task A_cursor_ends_when_it_is_killed_or_idle_or_its_collection_is_dropped()
    {
        await Insert(string.Join(",", Enumerable.Range(0, 1000).Select(id => $$"""{ "_id": {{id}} }""")));
        var killed = await Open();
        (await Run($$"""{ "killCursors": "c", "cursors": [{ "$numberLong": "{{killed}}" }, { "$numberLong": "5" }] }"""))["cursorsNotFound"].AsArray.Count.ShouldBe(1);
        (await Error(GetMore(killed))).Code.ShouldBe(43);
        var idle = await Open();
        Store.Cursors.CloseIdle(Environment.TickCount64 + (long)TimeSpan.FromMinutes(9).TotalMilliseconds);
        await Run(GetMore(idle));
        Store.Cursors.CloseIdle(Environment.TickCount64 + (long)TimeSpan.FromMinutes(11).TotalMilliseconds);
        (await Error(GetMore(idle))).Code.ShouldBe(43);
        var orphan = await Open();
        await Run("""{ "drop": "c" }""");
        (await Error(GetMore(orphan))).Code.ShouldBe(175);
    }

    [Fact]
    public async Task A_cursor_outlives_the_connection_that_opened_it()
    {
        await Insert(string.Join(",", Enumerable.Range(0, 1000).Select(id => $$"""{ "_id": {{id}} }""")));
        long cursor;
        await using (var other = await AnotherClientAsync())
            cursor = (await other.RunCommandAsync("test", new() { { "find", "c" }, { "batchSize", 2 } }, Token))["cursor"].AsDocument["id"].ToInt64();
        (await Run(GetMore(cursor)))["cursor"].AsDocument["nextBatch"].AsArray[0].AsDocument["_id"].ToInt64().ShouldBe(2);
    }

    [Fact]
    public async Task A_collection_is_renamed_with_its_indexes_and_out_keeps_them()
    {
        await Index("""{ "a": 1 }""");
        await Insert("""{ "_id": 1, "a": 1 }""");
        await Run("""{ "renameCollection": "test.c", "to": "other.d" }""", "admin");
        (await Run("""{ "listIndexes": "d" }""", "other"))["cursor"].AsDocument["firstBatch"].AsArray.Count.ShouldBe(2);
        await Run("""{ "aggregate": "d", "pipeline": [{ "$set": { "a": 7 } }, { "$out": "d" }], "cursor": {} }""", "other");
        var found = await Run("""{ "find": "d", "filter": { "a": 7 }, "hint": "i" }""", "other");
        found["cursor"].AsDocument["firstBatch"].AsArray.Count.ShouldBe(1);
        (await Run("""{ "listDatabases": 1, "nameOnly": true }""", "admin"))["databases"].ToString().ShouldBe("""[{"name": "other"}]""");
    }

    private async Task<long> Open() => (await Run("""{ "find": "c", "batchSize": 2 }"""))["cursor"].AsDocument["id"].ToInt64();

    private static string GetMore(long cursor) => $$"""{ "getMore": { "$numberLong": "{{cursor}}" }, "collection": "c", "batchSize": 2 }""";
}

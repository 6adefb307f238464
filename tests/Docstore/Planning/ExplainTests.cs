using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Commands;

namespace StorageCourse.Tests.Docstore.Planning;

/// <summary>Which plan is chosen, how explain shows it, and that its counts are those of the run.</summary>
public sealed class ExplainTests : DataServer
{
    private async Task Fill(int count = 100)
    {
        var documents = Enumerable.Range(0, count).Select(at => $$"""{ "_id": {{at}}, "a": {{at % 10}}, "b": {{at}}, "name": "n{{at % 7}}" }""");
        await Insert(string.Join(",", documents));
    }

    private async Task<BsonDocument> Explain(string command, string verbosity = "executionStats") => await Run($$"""{ "explain": {{command}}, "verbosity": "{{verbosity}}" }""");

    private Task<BsonDocument> ExplainFind(string rest) => Explain($$"""{ "find": "c", {{rest}} }""");

    private static string Stages(BsonDocument explained) => Stages(explained["queryPlanner"].AsDocument["winningPlan"]);

    private static string Stages(BsonValue stage)
    {
        var plan = stage.AsDocument;
        var name = plan["stage"].AsString + (plan["indexName"].IsMissing ? "" : $"({plan["indexName"].AsString})");
        if (!plan["inputStage"].IsMissing)
            return $"{name} < {Stages(plan["inputStage"])}";
        return plan["inputStages"].IsMissing ? name : $"{name} < [{string.Join(", ", plan["inputStages"].AsArray.Select(Stages))}]";
    }

    private static (long Keys, long Docs, long Returned) Counts(BsonDocument explained)
    {
        var statistics = explained["executionStats"].AsDocument;
        return (statistics["totalKeysExamined"].ToInt64(), statistics["totalDocsExamined"].ToInt64(), statistics["nReturned"].ToInt64());
    }

    private static string Bounds(BsonDocument explained)
    {
        var plan = explained["queryPlanner"].AsDocument["winningPlan"].AsDocument;
        while (plan["indexBounds"].IsMissing)
            plan = plan["inputStage"].AsDocument;
        return plan["indexBounds"].ToString()!;
    }

    [Fact]
    public async Task Without_an_index_every_document_is_examined()
    {
        await Fill();
        var explained = await ExplainFind(""" "filter": { "a": 3 } """);
        Stages(explained).ShouldBe("COLLSCAN");
        Counts(explained).ShouldBe((0, 100, 10));
    }

    [Fact]
    public async Task With_an_index_only_the_matches_are_examined()
    {
        await Fill();
        await Index("""{ "a": 1 }""");
        var explained = await ExplainFind(""" "filter": { "a": 3 } """);
        Stages(explained).ShouldBe("FETCH < IXSCAN(i)");
        Counts(explained).ShouldBe((10, 10, 10));
        Bounds(explained).ShouldBe("""{"a": ["[3, 3]"]}""");
    }

    [Fact]
    public async Task A_limit_ends_the_scan_and_the_counts_say_so()
    {
        await Fill();
        await Index("""{ "a": 1 }""");
        Counts(await ExplainFind(""" "filter": { "a": { "$gte": 0 } }, "limit": 5 """)).ShouldBe((5, 5, 5));
        Counts(await ExplainFind(""" "filter": { "b": { "$gte": 0 } }, "limit": 5 """)).ShouldBe((0, 5, 5));
    }

    [Fact]
    public async Task A_projection_of_indexed_fields_is_answered_from_the_index_alone()
    {
        await Fill();
        await Index("""{ "a": 1, "b": 1 }""");
        var explained = await ExplainFind(""" "filter": { "a": 3 }, "projection": { "_id": 0, "a": 1, "b": 1 } """);
        Stages(explained).ShouldBe("PROJECTION_COVERED < IXSCAN(i)");
        Counts(explained).ShouldBe((10, 0, 10));
        Stages(await ExplainFind(""" "filter": { "a": 3 }, "projection": { "a": 1, "b": 1 } """)).ShouldBe("PROJECTION_SIMPLE < FETCH < IXSCAN(i)");
    }

    [Theory]
    [InlineData("""{ "a": 1, "b": 1 }""", """ "filter": { "a": 3 }, "sort": { "b": 1 } """, "FETCH < IXSCAN(i)")]
    [InlineData("""{ "a": 1, "b": 1 }""", """ "filter": { "a": 3 }, "sort": { "b": -1 } """, "FETCH < IXSCAN(i)")]
    [InlineData("""{ "a": 1, "b": -1 }""", """ "sort": { "a": -1, "b": 1 } """, "FETCH < IXSCAN(i)")]
    [InlineData("""{ "a": 1, "b": 1 }""", """ "filter": { "a": { "$gt": 3 } }, "sort": { "b": 1 } """, "SORT < FETCH < IXSCAN(i)")]
    [InlineData("""{ "a": 1 }""", """ "filter": { "a": 3 }, "sort": { "b": 1 }, "skip": 1, "limit": 2 """, "LIMIT < SKIP < SORT < FETCH < IXSCAN(i)")]
    [InlineData("""{ "a": 1 }""", """ "sort": { "b": 1 } """, "SORT < COLLSCAN")]
    [InlineData("""{ "a": 1 }""", """ "filter": { "_id": 5 } """, "IDHACK")]
    [InlineData("""{ "a": 1 }""", """ "filter": { "$or": [{ "a": 1 }, { "_id": 5 }] } """, "SUBPLAN < FETCH < OR < [IXSCAN(i), IXSCAN(_id_)]")]
    [InlineData("""{ "a": 1 }""", """ "filter": { "$or": [{ "a": 1 }, { "b": 5 }] } """, "COLLSCAN")]
    [InlineData("""{ "a": 1 }""", """ "filter": { "a": 1 }, "hint": "_id_" """, "FETCH < IXSCAN(_id_)")]
    [InlineData("""{ "a": 1 }""", """ "filter": { "a": 1 }, "hint": { "_id": 1 } """, "FETCH < IXSCAN(_id_)")]
    [InlineData("""{ "a": 1 }""", """ "filter": { "a": 1 }, "hint": { "$natural": -1 } """, "COLLSCAN")]
    public async Task The_plan_fits_the_query(string key, string query, string stages)
    {
        await Fill();
        await Index(key);
        Stages(await ExplainFind(query)).ShouldBe(stages);
    }

    [Theory]
    [InlineData("""{ "a": { "$gt": 2, "$lte": 5 } }""", """{"a": ["(2, 5]"]}""")]
    [InlineData("""{ "a": { "$in": [5, 1, 3] } }""", """{"a": ["[1, 1]", "[3, 3]", "[5, 5]"]}""")]
    [InlineData("""{ "a": { "$gt": "x" } }""", """{"a": ["(\"x\", {})"]}""")]
    [InlineData("""{ "a": { "$regex": "^ab" } }""", """{"a": ["[\"ab\", \"ac\")", "[/^ab/, /^ab/]"]}""")]
    [InlineData("""{ "a": null }""", """{"a": ["[undefined, undefined]", "[null, null]"]}""")]
    [InlineData("""{ "a": { "$ne": 3 } }""", """{"a": ["[MinKey, 3)", "(3, MaxKey]"]}""")]
    public async Task Bounds_are_as_narrow_as_the_condition(string filter, string bounds)
    {
        await Fill();
        await Index("""{ "a": 1 }""");
        Bounds(await ExplainFind($""" "filter": {filter} """)).ShouldBe(bounds);
    }

    [Fact]
    public async Task Conditions_on_an_array_are_not_cut_with_each_other()
    {
        await Insert("""{ "_id": 1, "a": [1, 9] }, { "_id": 2, "a": [5] }""");
        await Index("""{ "a": 1 }""");
        (await Find(""" "filter": { "a": { "$gt": 4, "$lt": 6 } }, "projection": { "a": 0 }, "sort": { "_id": 1 } """)).ShouldBe(["""{"_id": 1}""", """{"_id": 2}"""]);
        (await Find(""" "filter": { "a": { "$elemMatch": { "$gt": 4, "$lt": 6 } } }, "projection": { "a": 0 } """)).ShouldBe(["""{"_id": 2}"""]);
        Bounds(await ExplainFind(""" "filter": { "a": { "$elemMatch": { "$gt": 4, "$lt": 6 } } } """)).ShouldBe("""{"a": ["(4, 6)"]}""");
    }

    [Fact]
    public async Task The_index_with_fewer_entries_wins_and_the_other_is_shown_as_rejected()
    {
        await Fill();
        await Index("""{ "a": 1 }""", name: "on_a");
        await Index("""{ "b": 1 }""", name: "on_b");
        var planner = (await ExplainFind(""" "filter": { "a": 3, "b": { "$gt": 97 } } """))["queryPlanner"].AsDocument;
        Stages(planner["winningPlan"]).ShouldBe("FETCH < IXSCAN(on_b)");
        planner["rejectedPlans"].AsArray.Select(Stages).ShouldBe(["FETCH < IXSCAN(on_a)"]);

        // Two entries with their documents against ten.
        planner["winningPlan"].AsDocument["costEstimate"].ToDouble().ShouldBe(6);
        planner["rejectedPlans"].AsArray[0].AsDocument["costEstimate"].ToDouble().ShouldBe(30);
        var all = await Explain("""{ "find": "c", "filter": { "a": 3, "b": { "$gt": 97 } } }""", "allPlansExecution");
        all["executionStats"].AsDocument["allPlansExecution"].AsArray.Count.ShouldBe(1);
        Counts(all).ShouldBe((2, 2, 0));
    }

    [Fact]
    public async Task Sparse_and_partial_indexes_serve_only_queries_whose_matches_they_all_have()
    {
        await Fill();
        await Index("""{ "a": 1 }""", """ "sparse": true """, "sparse");
        await Index("""{ "b": 1 }""", """ "partialFilterExpression": { "b": { "$gt": 50 } } """, "partial");
        Stages(await ExplainFind(""" "filter": { "a": 3 } """)).ShouldBe("FETCH < IXSCAN(sparse)");
        Stages(await ExplainFind(""" "filter": { "a": null } """)).ShouldBe("COLLSCAN");
        Stages(await ExplainFind(""" "sort": { "a": 1 } """)).ShouldBe("SORT < COLLSCAN");
        Stages(await ExplainFind(""" "filter": { "b": { "$gt": 60 } } """)).ShouldBe("FETCH < IXSCAN(partial)");
        Stages(await ExplainFind(""" "filter": { "b": { "$gt": 40 } } """)).ShouldBe("COLLSCAN");
    }

    [Fact]
    public async Task A_hint_that_names_no_index_is_an_error()
    {
        await Fill(1);
        var error = await Error("""{ "find": "c", "hint": "nope" }""");
        error.Code.ShouldBe(2);
        error.Message.ShouldContain("hint provided does not correspond to an existing index");
    }

    [Fact]
    public async Task Counting_reads_keys_only()
    {
        await Fill();
        await Index("""{ "a": 1 }""");
        var explained = await Explain("""{ "count": "c", "query": { "a": 3 } }""");
        Stages(explained).ShouldBe("COUNT < COUNT_SCAN(i)");
        Counts(explained).ShouldBe((10, 0, 0));
        Stages(await Explain("""{ "count": "c" }""")).ShouldBe("RECORD_STORE_FAST_COUNT");
    }

    [Fact]
    public async Task A_pipeline_begins_with_the_plan_of_its_first_stages()
    {
        await Fill();
        await Index("""{ "a": 1 }""");
        var explained = await Explain("""{ "aggregate": "c", "pipeline": [{ "$match": { "a": 3 } }, { "$group": { "_id": "$name", "n": { "$sum": 1 } } }], "cursor": {} }""");
        var stages = explained["stages"].AsArray;
        Stages(stages[0].AsDocument["$cursor"].AsDocument).ShouldBe("FETCH < IXSCAN(i)");
        stages[0].AsDocument["nReturned"].ToInt64().ShouldBe(10);
        stages[1].AsDocument["nReturned"].ToInt64().ShouldBe(7);
    }

    [Theory]
    [InlineData("""{ "update": "c", "updates": [{ "q": { "a": 3 }, "u": { "$set": { "b": -1 } }, "multi": true }] }""", "UPDATE < FETCH < IXSCAN(i)")]
    [InlineData("""{ "delete": "c", "deletes": [{ "q": { "a": 3 }, "limit": 0 }] }""", "DELETE < FETCH < IXSCAN(i)")]
    [InlineData("""{ "findAndModify": "c", "query": { "a": 3 }, "remove": true }""", "DELETE < FETCH < IXSCAN(i)")]
    public async Task Explaining_a_write_changes_nothing(string command, string stages)
    {
        await Fill();
        await Index("""{ "a": 1 }""");
        var before = await Find();
        Stages(await Explain(command)).ShouldBe(stages);
        (await Find()).ShouldBe(before);
    }
}

using FsCheck;
using FsCheck.Fluent;
using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Expressions;

namespace StorageCourse.Tests.Docstore.Aggregation;

public sealed class AggregationPropertyTests
{
    [Fact]
    public void Group_sums_agree_with_a_naive_model() => Check((rows, _) =>
    {
        var groups = Run("[{'$group': {'_id': '$k', 's': {'$sum': '$v'}, 'n': {'$sum': 1}}}, {'$sort': {'_id': 1}}]", rows);
        var expected = rows.GroupBy(row => row.Key).OrderBy(group => group.Key)
            .Select(group => (group.Key, group.Sum(row => (long)row.Value), group.Count()));
        groups.Select(group => (group["_id"].AsInt32, group["s"].ToInt64(), group["n"].AsInt32)).ShouldBe(expected);
    });

    [Fact]
    public void Sort_and_limit_are_the_top_of_a_full_sort() => Check((rows, limit) =>
    {
        var top = Run($"[{{'$sort': {{'k': 1, 'v': -1}}}}, {{'$limit': {limit}}}]", rows);
        var all = Run("[{'$sort': {'k': 1, 'v': -1}}]", rows);
        top.ShouldBe(all.Take(limit));
        all.Select(row => row["i"].AsInt32).ShouldBe(Enumerable.Range(0, rows.Length).OrderBy(i => rows[i].Key).ThenByDescending(i => rows[i].Value));
    });

    [Fact]
    public void Running_and_moving_windows_agree_with_naive_sums() => Check((rows, width) =>
    {
        var stage = "[{'$setWindowFields': {'sortBy': {'i': 1}, 'output': {'run': {'$sum': '$v', 'window': {'documents': ['unbounded', 'current']}}, 'move': {'$sum': '$v', 'window': {'documents': [-" + width + ", 1]}}}}}]";
        var result = Run(stage, rows);
        for (var i = 0; i < rows.Length; i++)
        {
            result[i]["run"].ToInt64().ShouldBe(rows[..(i + 1)].Sum(row => (long)row.Value));
            result[i]["move"].ToInt64().ShouldBe(rows[Math.Max(0, i - width)..Math.Min(rows.Length, i + 2)].Sum(row => (long)row.Value));
        }
    });

    private static List<BsonDocument> Run(string stages, (int Key, int Value)[] rows)
    {
        var documents = rows.Select((row, i) => BsonDocument.FromBytes(new BsonDocument { { "i", i }, { "k", row.Key }, { "v", row.Value } }.ToBytes()));
        return [.. Pipeline.Parse(ExpressionText.Value(stages).AsArray, ExpressionText.Scope).Run(documents, new PipelineRun(null!, "", ""))];
    }

    private static void Check(Action<(int Key, int Value)[], int> property)
    {
        var row = from key in Gen.Choose(-3, 3) from value in Gen.Choose(int.MinValue, int.MaxValue) select (key, value);
        var cases = from rows in row.ArrayOf() from number in Gen.Choose(1, 5) select (rows, number);
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(cases.ToArbitrary(), c => property(c.rows, c.number)));
    }
}

namespace StorageCourse.Tests.Docstore.Aggregation;

public sealed class WindowStageTests
{
    private const string Sales = "[{'_id': 1, 's': 'a', 't': 3, 'v': 5}, {'_id': 2, 's': 'a', 't': 1, 'v': 1}, {'_id': 3, 's': 'b', 't': 1, 'v': 7}, {'_id': 4, 's': 'a', 't': 3, 'v': 2}, {'_id': 5, 's': 'a', 't': 9}]";

    private static void OverAll(string output, string expected) =>
        Pipelines.ShouldGive(Sales, "[{'$setWindowFields': {'sortBy': {'t': 1}, 'output': {'r': " + output + "}}}, {'$sort': {'_id': 1}}, {'$group': {'_id': null, 'r': {'$push': '$r'}}}]", "[{'_id': null, 'r': " + expected + "}]");

    [Theory]
    // In the order of t: _id 2, 3 (t 1), 1, 4 (t 3), 5 (t 9); expected by _id.
    [InlineData("{'$rank': {}}", "[3, 1, 1, 3, 5]")]
    [InlineData("{'$denseRank': {}}", "[2, 1, 1, 2, 3]")]
    [InlineData("{'$documentNumber': {}}", "[3, 1, 2, 4, 5]")]
    [InlineData("{'$shift': {'output': '$_id', 'by': -1, 'default': 'none'}}", "[3, 'none', 2, 1, 4]")]
    [InlineData("{'$shift': {'output': '$_id', 'by': 1}}", "[4, 3, 1, 5, null]")]
    [InlineData("{'$sum': '$v', 'window': {'documents': ['unbounded', 'current']}}", "[13, 1, 8, 15, 15]")]
    [InlineData("{'$sum': '$v', 'window': {'documents': [-1, 0]}}", "[12, 1, 8, 7, 2]")]
    [InlineData("{'$sum': '$v', 'window': {'documents': [1, 2]}}", "[2, 12, 7, 0, 0]")]
    [InlineData("{'$avg': '$v', 'window': {'documents': ['current', 'unbounded']}}", "[3.5, 3.75, 4.666666666666667, 2.0, null]")]
    [InlineData("{'$sum': '$v'}", "[15, 15, 15, 15, 15]")]
    [InlineData("{'$push': '$_id', 'window': {'documents': [-1, 1]}}", "[[3, 1, 4], [2, 3], [2, 3, 1], [1, 4, 5], [4, 5]]")]
    [InlineData("{'$sum': '$v', 'window': {'range': ['unbounded', 'current']}}", "[15, 8, 8, 15, 15]")]
    [InlineData("{'$count': {}, 'window': {'range': [-2, 0]}}", "[4, 2, 2, 4, 1]")]
    [InlineData("{'$max': '$v', 'window': {'range': [1, 10]}}", "[null, 5, 5, null, null]")]
    [InlineData("{'$first': '$_id', 'window': {'range': [0, 0]}}", "[1, 2, 2, 1, 5]")]
    [InlineData("{'$last': '$_id', 'window': {'documents': ['unbounded', 'unbounded']}}", "[5, 5, 5, 5, 5]")]
    [InlineData("{'$expMovingAvg': {'input': '$v', 'N': 3}}", "[4.5, 1.0, 4.0, 3.25, 3.25]")]
    public void Windows_over_all(string output, string expected) => OverAll(output, expected);

    [Fact]
    public void Partitions_have_windows_of_their_own() => Pipelines.ShouldGive(
        Sales,
        "[{'$setWindowFields': {'partitionBy': '$s', 'sortBy': {'t': -1, '_id': 1}, 'output': {'run.sum': {'$sum': '$v', 'window': {'documents': ['unbounded', 'current']}}, 'n': {'$documentNumber': {}}}}}, {'$project': {'run': 1, 'n': 1}}]",
        "[{'_id': 5, 'run': {'sum': 0}, 'n': 1}, {'_id': 1, 'run': {'sum': 5}, 'n': 2}, {'_id': 4, 'run': {'sum': 7}, 'n': 3}, {'_id': 2, 'run': {'sum': 8}, 'n': 4}, {'_id': 3, 'run': {'sum': 7}, 'n': 1}]");

    [Fact]
    public void A_range_of_days_reaches_back_by_the_calendar() => Pipelines.ShouldGive(
        "[{'_id': 1, 'd': {'$date': '1969-12-31T00:00:00Z'}}, {'_id': 2, 'd': {'$date': '1970-01-01T00:00:00Z'}}, {'_id': 3, 'd': {'$date': '1970-01-02T00:00:01Z'}}]",
        "[{'$setWindowFields': {'sortBy': {'d': 1}, 'output': {'n': {'$count': {}, 'window': {'range': [-1, 0], 'unit': 'day'}}}}}, {'$unset': 'd'}]",
        "[{'_id': 1, 'n': 1}, {'_id': 2, 'n': 2}, {'_id': 3, 'n': 1}]");

    [Theory]
    [InlineData("{'$setWindowFields': {'output': {'r': {'$rank': {}}}}}", 5371602)]
    [InlineData("{'$setWindowFields': {'sortBy': {'t': 1}, 'output': {'r': {'$rank': {}, 'window': {}}}}}", 5371601)]
    [InlineData("{'$setWindowFields': {'output': {'r': {'$sum': 1, 'window': {'documents': [-1, 0]}}}}}", 5339901)]
    [InlineData("{'$setWindowFields': {'sortBy': {'t': -1}, 'output': {'r': {'$sum': 1, 'window': {'range': [-1, 0]}}}}}", 5339902)]
    [InlineData("{'$setWindowFields': {'sortBy': {'t': 1}, 'output': {'r': {'$sum': 1, 'window': {'documents': [1, 0]}}}}}", 5339900)]
    [InlineData("{'$setWindowFields': {'sortBy': {'s': 1}, 'output': {'r': {'$sum': 1, 'window': {'range': [-1, 0]}}}}}", 5429414)]
    [InlineData("{'$setWindowFields': {'sortBy': {'t': 1}, 'output': {'r': {'$derivative': {'input': '$v'}}}}}", 9)]
    [InlineData("{'$setWindowFields': {'sortBy': {'t': 1}}}", 40414)]
    public void A_window_that_may_not_be_is_refused(string stage, int code) => Pipelines.ShouldFail(Sales, $"[{stage}]", code);
}

using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Bson.Serialization.Attributes;

namespace StorageCourse.Tests.Stores.Mongo;

public sealed class MongoCellTests : IAsyncLifetime
{
    private readonly CellRunner cell = new();

    public async ValueTask InitializeAsync()
    {
        await CellRunner.StartAsync("mongo");
        await cell.RunAsync("#!mongo\nuse cells\ndb.dropDatabase()");
    }

    public ValueTask DisposeAsync()
    {
        cell.Dispose();
        return default;
    }

    [Fact]
    public async Task Writes_show_mongoshs_results()
    {
        (await RunAsync("db.w.insertOne({ _id: 1, name: 'Ada' })")).ShouldBe("{ acknowledged: true, insertedId: 1 }");
        (await RunAsync("db.w.insertMany([{ _id: 2 }, { _id: 3, name: \"Eve\" }])")).ShouldBe("{ acknowledged: true, insertedIds: { '0': 2, '1': 3 } }");
        (await RunAsync("db.w.updateOne({ _id: 2 }, { $set: { name: 'Bob' } })")).ShouldBe("{\n  acknowledged: true,\n  insertedId: null,\n  matchedCount: 1,\n  modifiedCount: 1,\n  upsertedCount: 0\n}");
        (await RunAsync("db.w.updateOne({ _id: 9 }, { $set: { name: 'New' } }, { upsert: true })")).ShouldContain("insertedId: 9,\n  matchedCount: 0,\n  modifiedCount: 0,\n  upsertedCount: 1");
        (await RunAsync("db.w.replaceOne({ _id: 9 }, { name: 'Old' })")).ShouldContain("modifiedCount: 1");
        (await RunAsync("db.w.deleteMany({ _id: { $gte: 3 } })")).ShouldBe("{ acknowledged: true, deletedCount: 2 }");
        (await RunAsync("db.w.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { returnDocument: 'after', projection: { name: 0 } })")).ShouldBe("{ _id: 1, n: 1 }");
        (await RunAsync("db.w.findOneAndDelete({ _id: 77 })")).ShouldBe("null");
        (await RunAsync("db.w.bulkWrite([{ insertOne: { document: { _id: 5 } } }, { updateMany: { filter: {}, update: { $set: { x: 1 } } } }, { deleteOne: { filter: { _id: 5 } } }])")).ShouldBe(
            "{\n  acknowledged: true,\n  insertedCount: 1,\n  insertedIds: { '0': 5 },\n  matchedCount: 3,\n  modifiedCount: 3,\n  deletedCount: 1,\n  upsertedCount: 0,\n  upsertedIds: {}\n}");
        (await RunAsync("db.w.countDocuments()")).ShouldBe("2");
        (await RunAsync("db.w.drop()")).ShouldBe("true");
    }

    [Fact]
    public async Task An_interrupted_cell_ends_on_the_server_too_and_the_session_goes_on()
    {
        var numbers = string.Join(", ", Enumerable.Range(0, 2_000).Select(i => $"{{ _id: {i}, n: {i} }}"));
        await RunAsync($"db.numbers.insertMany([{numbers}])");
        using var watcher = new CellRunner();
        async Task<bool> IsRunningAsync() => (await watcher.RunAsync("#!mongo --on watcher\ndb.adminCommand({ currentOp: 1 })")).Contains("aggregate", StringComparison.Ordinal);
        using var interrupt = new CancellationTokenSource();
        // For each of 2,000 documents all 2,000 are read, and for each of those all of them again.
        var running = cell.InterruptAsync("""
            #!mongo
            db.numbers.aggregate([
              { $lookup: { from: "numbers", let: { a: "$n" }, as: "b", pipeline: [
                { $lookup: { from: "numbers", let: { b: "$n" }, as: "c", pipeline: [{ $match: { $expr: { $gt: [{ $add: ["$n", "$$a"] }, { $multiply: ["$$b", -1] }] } } }, { $count: "n" }] } } ] } },
              { $count: "documents" } ])
            """, interrupt.Token);
        await Eventually.TrueAsync(IsRunningAsync);
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => !await IsRunningAsync());
        (await RunAsync("db.numbers.countDocuments()")).ShouldBe("2000");
    }

    [Fact]
    public async Task Flat_documents_are_a_table_and_others_mongoshs_text()
    {
        await RunAsync("db.f.insertMany([{ _id: 1, name: 'Ada', n: NumberLong(5), at: ISODate('2026-01-02T03:04:05Z') }, { _id: 2, name: null, n: 7 }])");
        (await RunAsync("db.f.find().sort({ _id: 1 })")).ShouldBe("_id | name | n | at                 \n  1 | Ada  | 5 | 2026-01-02 03:04:05\n  2 | NULL | 7 |                    ");
        cell.Host.Html.ShouldContain("<small>long, int</small>");
        (await RunAsync("db.f.find({}, { tags: ['a', 1] , _id: 1 }).limit(1)")).ShouldBe("[ { _id: 1, tags: [ 'a', 1 ] } ]");
        (await RunAsync("db.f.findOne({ _id: 1 })")).ShouldBe("{\n  _id: 1,\n  name: 'Ada',\n  n: Long('5'),\n  at: ISODate('2026-01-02T03:04:05.000Z')\n}");
        (await RunAsync("db.f.find({ _id: 99 })")).ShouldBe("[]");
        (await RunAsync("db.f.distinct('n')")).ShouldBe("[ Long('5'), 7 ]");
    }

    [Fact]
    public async Task Cursors_take_what_mongosh_calls_on_them()
    {
        await RunAsync("db.c.insertMany([{ _id: 1, a: 3 }, { _id: 2, a: 1 }, { _id: 3, a: 2 }])\ndb.c.createIndex({ a: 1 })");
        await RunAsync("db.c.find({}, { a: 1, _id: 0 }).sort({ a: -1 }).skip(1).limit(1).hint('a_1').toArray()", "--name x ");
        Named("x").ShouldHaveSingleItem().ToText().ShouldBe("""{"a": 2}""");
        (await RunAsync("db.c.find({ a: { $gt: 1 } })\n  .sort({ a: 1 }) // continued\n  .count()")).ShouldBe("2");
        (await RunAsync("db.c.find().limit(2).size()")).ShouldBe("2");
        (await RunAsync("db.c.find({ a: 2 }).explain('executionStats')")).ShouldContain("stage: 'IXSCAN'");
        (await RunAsync("db.c.explain('executionStats').find({ a: 2 })")).ShouldMatch(@"totalDocsExamined: (1|Long\('1'\)),");
        (await RunAsync("db.c.aggregate([{ $group: { _id: null, sum: { $sum: '$a' } } }])")).ShouldBe("_id  | sum\nNULL |   6");
        (await RunAsync("db.c.aggregate({ $match: { a: 3 } }, { $project: { _id: 1 } }).toArray()")).ShouldBe("_id\n  1");
        (await RunAsync("db.getCollection('c').getIndexes()")).ShouldBe("[\n  { v: 2, key: { _id: 1 }, name: '_id_' },\n  { v: 2, key: { a: 1 }, name: 'a_1' }\n]");
        (await RunAsync("db['c'].dropIndex({ a: 1 })")).ShouldContain("nIndexesWas: 2");
    }

    [Fact]
    public async Task Results_are_bound_for_CSharp()
    {
        await RunAsync("db.b.insertMany([{ _id: 1, customer_id: 7, total: NumberDecimal('9.50'), items: [{ sku: 'a', qty: 2 }] }, { _id: 2, customer_id: 8, total: NumberDecimal('1') }])");
        await RunAsync("db.b.find().sort({ _id: 1 })", "--name orders ");
        var orders = Named("orders").Select(document => BsonSerializer.Deserialize<Order>(document)).ToList();
        orders[0].ShouldSatisfyAllConditions(order => order.Total.ShouldBe(9.50m), order => order.Items.ShouldBe([new("a", 2)]));
        orders[1].ShouldBe(new Order(2, 8, 1m, null));
        await RunAsync("db.b.countDocuments({ customer_id: 7 })", "--name n ");
        Named("n").Scalar<long>().ShouldBe(1);
        await RunAsync("db.b.aggregate([{ $group: { _id: null, sum: { $sum: '$total' } } }])", "--name sum ");
        Named("sum").Scalar<decimal>().ShouldBe(10.50m);
        await RunAsync("db.b.distinct('customer_id')", "--name ids ");
        Named("ids").Select(document => document["value"].AsInt32).ShouldBe([7, 8]);
    }

    [Fact]
    public async Task Variables_are_bound_and_never_pasted()
    {
        cell.Host["name"] = "'}); db.v.drop(); ({'";
        cell.Host["ids"] = new[] { 1, 2 };
        cell.Host["price"] = 9.50m;
        cell.Host["document"] = new { Id = 3, name = "Ada", at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) };
        cell.Host["filter"] = new BsonDocument { { "_id", new BsonDocument { { "$in", new BsonArray { 1, 2, 3 } } } } };
        await RunAsync("db.v.insertMany([{ _id: 1, name: $name, price: $price }, { _id: 2 }, $document])");
        await RunAsync("db.v.find($filter).sort({ _id: 1 })", "--name found ");
        Named("found").Select(one => one.ToText()).ShouldBe([
            """{"_id": 1, "name": "'}); db.v.drop(); ({'", "price": {"$numberDecimal": "9.50"}}""",
            """{"_id": 2}""",
            """{"_id": 3, "name": "Ada", "at": {"$date": "2026-01-01T00:00:00Z"}}"""]);
        (await RunAsync("db.v.find({ _id: { $in: $ids }, name: $name }).count()")).ShouldBe("1");
        // In quotes it is text, and before a colon an operator or a field.
        (await RunAsync("db.v.find({ name: '$name' }).count()")).ShouldBe("0");
        (await cell.FailAsync("#!mongo\ndb.v.find({ _id: $missing })")).ShouldSatisfyAllConditions(
            error => error.Message.ShouldContain("there is no C# variable missing"), error => (error.Line, error.Column).ShouldBe((2, 18)));
        cell.Host["later"] = TimeSpan.FromSeconds(1);
        (await cell.FailAsync("#!mongo\ndb.v.find({ _id: $later })")).ErrorName.ShouldBe("UnknownType");
    }

    [Fact]
    public async Task Databases_collections_and_sessions_are_chosen_as_in_mongosh()
    {
        (await RunAsync("use cells_two\ndb\ndb.s.insertOne({ _id: 1 })\nshow collections")).ShouldContain("switched to db cells_two\n> db\n");
        (await cell.RunAsync("#!mongo --on second\ndb")).ShouldNotStartWith("cells_two");
        (await RunAsync("show dbs")).ShouldContain("cells_two");
        (await RunAsync("db.getSiblingDB('cells_two').s.countDocuments()")).ShouldBe("1");
        (await RunAsync("db.getCollectionNames()")).ShouldBe("[ 's' ]");
        (await RunAsync("db.dropDatabase()")).ShouldBe("{ ok: 1, dropped: 'cells_two' }");
        (await RunAsync("db.runCommand({ ping: 1 })")).ShouldBe("{ ok: 1 }");
    }

    [Fact]
    public async Task The_servers_errors_come_with_code_and_line()
    {
        await RunAsync("db.e.insertOne({ _id: 1 })");
        var error = await cell.FailAsync("#!mongo\ndb.e.find()\n\ndb.e.insertMany([{ _id: 0 }, { _id: 1 }, { _id: 2 }])\ndb.e.drop()");
        (error.ErrorName, error.Line).ShouldBe(("DuplicateKey", null));
        error.Message.ShouldSatisfyAllConditions(
            text => text.ShouldContain("E11000"),
            text => text.ShouldContain("(code 11000)\nline 4: db.e.insertMany("),
            text => text.ShouldContain("1 write failed; 1 document was written and stands"));
        (await RunAsync("db.e.countDocuments()")).ShouldBe("2");
        (await cell.FailAsync("#!mongo\ndb.e.find({ a: { $nope: 1 } })")).ErrorName.ShouldBe("BadValue");
    }

    [Fact]
    public async Task A_long_result_is_cut_and_says_so()
    {
        cell.Host["many"] = Enumerable.Range(1, 1234).Select(i => new { _id = i }).ToArray();
        await RunAsync("db.l.insertMany($many)");
        (await cell.RunAsync("#!mongo\ndb.l.find()")).ShouldContain("first 50 of 1,234 rows");
        (await cell.RunAsync("#!mongo --limit 2\ndb.l.find({}, { a: [1] })")).ShouldContain("first 2 of 1,234 documents");
        (await cell.RunAsync("#!mongo --limit 1000 --name kept\ndb.l.find()")).ShouldContain("kept holds the first 1,000 of 1,234 documents; for all of them say --limit 1234");
    }

    [Fact]
    public async Task A_server_that_was_stopped_is_an_error_with_help_and_after_its_restart_the_session_is_new()
    {
        await using var lab = await CellRunner.StartAsync(Need.Mongo.Own().Named("stoppable"));
        await cell.RunAsync("#!mongo --store stoppable\ndb.s.insertOne({ _id: 1 })");
        await lab["stoppable"].StopAsync(TestContext.Current.CancellationToken);
        (await cell.FailAsync("#!mongo --store stoppable\ndb.s.find()")).ShouldSatisfyAllConditions(
            error => error.ErrorName.ShouldBe("ConnectionLost"), error => error.Message.ShouldContain("RestartAsync"));
        (await cell.FailAsync("#!mongo --store stoppable\ndb.s.find()")).ErrorName.ShouldBe("ConnectionFailed");
        await lab["stoppable"].RestartAsync(TestContext.Current.CancellationToken);
        (await cell.RunAsync("#!mongo --store stoppable\ndb.runCommand('ping')")).ShouldContain("was lost and is new");
    }

    [Fact]
    public async Task Completion_knows_collections_fields_methods_operators_and_variables()
    {
        cell.Host["customer"] = 1;
        await RunAsync("db.complete_me.insertOne({ _id: 1, city: 'Bonn', items: [{ sku: 'a' }] })");
        (await Complete("d")).ShouldBe(["db"]);
        (await Complete("show coll")).ShouldBe(["collections"]);
        (await Complete("use cel")).ShouldContain("cells");
        (await Complete("db.compl")).ShouldBe(["complete_me"]);
        (await Complete("db.runC")).ShouldBe(["runCommand"]);
        (await Complete("db.complete_me.findOneAnd")).ShouldBe(["findOneAndDelete", "findOneAndReplace", "findOneAndUpdate"]);
        (await Complete("db.complete_me.find({})\n  .so")).ShouldBe(["sort"]);
        (await Complete("db.complete_me.find({ c")).ShouldBe(["city"]);
        (await Complete("db.complete_me.find({ 'items.")).ShouldBe(["items.sku"]);
        (await Complete("db.complete_me.find({ city: { $g")).ShouldBe(["$gt", "$gte"]);
        (await Complete("db.complete_me.find({ city: $cu")).ShouldBe(["$customer"]);
        (await Complete("db.complete_me.find({ city: Obj")).ShouldBe(["ObjectId"]);
        (await Complete("db.complete_me.aggregate([{ $match: { city: 'x' } }, { $gro")).ShouldBe(["$group"]);
        (await Complete("db.complete_me.aggregate([{ $group: { _id: '$ci")).ShouldBe(["$city"]);
        (await Complete("db.complete_me.updateOne({ _id: 1 }, { $addT")).ShouldBe(["$addToSet"]);
        (await Complete("// db.")).ShouldBeEmpty();

        Task<IReadOnlyList<string>> Complete(string text) => cell.CompleteAsync("mongo", text);
    }

    private async Task<string> RunAsync(string text, string options = "")
    {
        var shown = await cell.RunAsync($"#!mongo {options}\n{text}");
        // Without the last line, which says how long it took.
        return shown.Contains('\n', StringComparison.Ordinal) ? shown[..shown.LastIndexOf('\n')] : shown;
    }

    private Documents Named(string name) => (Documents)cell.Host[name]!;

    internal sealed record Order(int Id, [property: BsonElement("customer_id")] int CustomerId, [property: BsonElement("total")] decimal Total, [property: BsonElement("items")] IReadOnlyList<Item>? Items);

    internal sealed record Item([property: BsonElement("sku")] string Sku, [property: BsonElement("qty")] int Qty);
}

using StorageCourse.Docstore.Wire;

namespace StorageCourse.Tests.Docstore.Clients;

/// <summary>MongoDB's own driver for Node, its shell and PyMongo: they connect, write and read as with a standalone mongod.</summary>
public sealed class OfficialClientTests : IAsyncLifetime
{
    private MongoServer server = null!;

    public async ValueTask InitializeAsync() => server = await MongoServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task The_driver_writes_reads_and_closes_cursors() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const orders = client.db('shop').collection('orders');
            print((await orders.insertMany(Array.from({ length: 250 }, (_, i) => ({ _id: i, total: i % 7, tags: ['a', 'b'] })))).insertedCount.toString());
            print((await orders.find({ total: { $gt: 4 } }).sort({ total: -1, _id: 1 }).project({ tags: 0 }).batchSize(10).limit(30).toArray()).length.toString());
            const cursor = orders.find().batchSize(2);
            print(await cursor.next());
            await cursor.close();
            print((await orders.updateMany({ total: 3 }, { $set: { paid: true } })).modifiedCount.toString());
            print((await orders.deleteOne({ _id: 1 })).deletedCount.toString());
            print(await orders.findOneAndUpdate({ _id: 2 }, { $inc: { total: 10 } }, { returnDocument: 'after', projection: { total: 1 } }));
            print((await orders.countDocuments({ paid: true })).toString());
            print((await orders.distinct('total')).length.toString());
            print(await orders.createIndex({ total: 1 }));
            print((await orders.indexes()).length.toString());
            """)).ShouldBe(["250", "30", """{"_id":0,"total":0,"tags":["a","b"]}""", "36", "1", """{"_id":2,"total":12}""", "36", "8", "total_1", "2"]);

    [Fact]
    public async Task The_driver_reports_what_bulk_writes_did_and_which_failed() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const bulk = client.db('shop').collection('bulk');
            const result = await bulk.bulkWrite([
              { insertOne: { document: { _id: 1 } } }, { insertOne: { document: { _id: 2 } } },
              { updateOne: { filter: { _id: 1 }, update: { $set: { a: 1 } } } },
              { updateOne: { filter: { _id: 9 }, update: { $set: { a: 1 } }, upsert: true } },
              { deleteOne: { filter: { _id: 2 } } } ]);
            print([result.insertedCount, result.matchedCount, result.modifiedCount, result.upsertedCount, result.deletedCount].join());
            try { await bulk.insertMany([{ _id: 5 }, { _id: 1 }, { _id: 6 }], { ordered: false }); }
            catch (error) { print(`${error.code} ${error.writeErrors.length} ${error.insertedCount}`); }
            """)).ShouldBe(["2,1,1,1,1", "11000 1 2"]);

    [Fact]
    public async Task The_driver_gets_the_errors_of_a_standalone_server() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const things = client.db('shop').collection('things');
            await things.insertOne({ _id: 1 });
            print(await failure(client.withSession(session => session.withTransaction(() => things.insertOne({ _id: 2 }, { session })))));
            print((await failure(things.watch().next())).slice(0, 14));
            print((await failure(client.db('shop').command({ nonesuch: 1 }))).slice(0, 19));
            print(await failure(things.find({}, { readConcern: { level: 'snapshot' } }).toArray()));
            print((await failure(client.db('shop').command({ find: 'things', nonesuch: 1 }))));
            print(await failure(things.insertOne({ _id: 3 }, { writeConcern: { w: 2 } })));
            """)).ShouldBe(
            [
                // The driver's own words for code 20, by whose message it knows a standalone server.
                "undefined undefined: This MongoDB deployment does not support retryable writes. Please add retryWrites=false to your connection string.",
                "40573 Location",
                "59 CommandNotFound:",
                "123 NotAReplicaSet: node needs to be a replica set member to use read concern snapshot",
                "40415 Location40415: BSON field 'find.nonesuch' is an unknown field.",
                "2 BadValue: cannot use 'w' > 1 when a host is not replicated",
            ]);

    [Fact]
    public async Task A_document_of_full_size_can_be_upserted_and_none_that_is_greater() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const large = client.db('shop').collection('large');
            // A document of 16 MiB is as much as a server keeps: 22 bytes of them are not the text. The statement around it is greater.
            const text = 'x'.repeat(16 * 1024 * 1024 - 22);
            print((await large.updateOne({ _id: 1 }, { $set: { x: text } }, { upsert: true })).upsertedCount.toString());
            print((await large.aggregate([{ $project: { size: { $bsonSize: '$$ROOT' } } }]).toArray()));
            print((await failure(large.updateOne({ _id: 2 }, { $set: { x: text + 'x' } }, { upsert: true }))).slice(0, 5));
            """)).ShouldBe(["1", """[{"_id":1,"size":16777216}]""", "10334"]);

    [Fact]
    public async Task An_update_whose_pipeline_has_an_unknown_stage_fails_as_a_command_and_one_with_a_stage_of_other_places_as_a_write() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const things = client.db('shop').collection('things');
            const reply = async u => { try { return (await client.db('shop').command({ update: 'things', updates: [{ q: {}, u }] })).writeErrors[0].code; } catch (error) { return error.code; } };
            await things.insertOne({ _id: 1 });
            print(`${await reply([{ $inc: { n: 1 } }])} ${await reply([{ $set: { n: 1 } }, { $sort: { n: 1 } }])}`);
            print((await failure(things.findOneAndUpdate({}, [{ $inc: { n: 1 } }]))).slice(0, 64));
            print(await things.findOne());
            """)).ShouldBe(["40324 72", "40324 Location40324: Unrecognized pipeline stage name: '$inc' (d", """{"_id":1}"""]);

    [Fact]
    public async Task The_option_background_is_listed_as_it_was_given() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const things = client.db('shop').collection('indexed');
            await things.createIndex({ a: 1 }, { background: true });
            print((await things.indexes()).map(index => index.background ?? 'none'));
            """)).ShouldBe(["""["none",true]"""]);

    [Fact]
    public async Task The_driver_writes_without_acknowledgement_and_reads_what_it_wrote() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const things = client.db('shop').collection('unacknowledged');
            print((await things.insertOne({ _id: 1 }, { writeConcern: { w: 0 } })).acknowledged.toString());
            while (await things.findOne({ _id: 1 }) === null) await new Promise(resolve => setTimeout(resolve, 5));
            print(await things.findOne());
            """)).ShouldBe(["false", """{"_id":1}"""]);

    [Fact]
    public async Task The_driver_sends_and_fetches_documents_of_16_MiB_and_none_larger() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const large = client.db('shop').collection('large');
            const overhead = mongodb.BSON.calculateObjectSize({ _id: 1, text: '' });
            await large.insertMany([1, 2, 3].map(_id => ({ _id, text: 'x'.repeat(16 * 1024 * 1024 - overhead - 1) })));
            for await (const document of large.find()) print(`${document._id} ${document.text.length}`);
            // Past the driver's own check.
            const { writeErrors } = await client.db('shop').command({ insert: 'large', documents: [{ _id: 4, text: 'x'.repeat(16 * 1024 * 1024) }] });
            print(writeErrors[0].code.toString());
            """)).ShouldBe(["1 16777190", "2 16777190", "3 16777190", "10334"]);

    [Fact]
    public async Task Fifty_connections_at_once_are_served() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const clients = Array.from({ length: 50 }, () => new MongoClient(uri, { maxPoolSize: 1 }));
            const counters = clients.map(each => each.db('shop').collection('counters'));
            await counters[0].insertOne({ _id: 'n', n: 0 });
            await Promise.all(counters.flatMap(each => Array.from({ length: 10 }, () => each.updateOne({ _id: 'n' }, { $inc: { n: 1 } }))));
            print(await counters[0].findOne());
            const { connections } = await client.db('admin').command({ serverStatus: 1 });
            print((connections.current >= 50).toString());
            await Promise.all(clients.map(each => each.close()));
            """)).ShouldBe(["""{"_id":"n","n":500}""", "true"]);

    [Fact]
    public async Task A_wrong_password_is_refused_to_the_driver() =>
        (await ClientProcess.NodeAsync(server.Uri, "print(await failure(new MongoClient(uri.replace(/:[0-9a-f]{32}@/, ':wrong@')).connect()));"))
            .ShouldBe(["18 AuthenticationFailed: Authentication failed."]);

    [Fact]
    public async Task The_driver_speaks_the_stable_api_but_not_strictly() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const stable = new MongoClient(uri, { serverApi: '1' });
            print(await stable.db('admin').command({ ping: 1 }));
            await stable.close();
            const strict = new MongoClient(uri, { serverApi: { version: '1', strict: true } });
            print((await failure(strict.db('admin').command({ ping: 1 }))).split(':')[0]);
            await strict.close();
            """)).ShouldBe(["""{"ok":1}""", "323 APIStrictError"]);

    [Fact]
    public async Task A_killed_session_loses_its_cursors() =>
        (await ClientProcess.NodeAsync(server.Uri,
            """
            const numbers = client.db('shop').collection('numbers');
            await numbers.insertMany(Array.from({ length: 10 }, (_, _id) => ({ _id })));
            const session = client.startSession();
            const cursor = numbers.find({}, { session, batchSize: 2 });
            await cursor.next();
            await client.db('admin').command({ killSessions: [session.id] });
            await cursor.next();
            print((await failure(cursor.next())).split(':')[0]);
            """)).ShouldBe(["43 CursorNotFound"]);

    [Fact]
    public async Task Mongosh_starts_shows_and_writes()
    {
        var output = await ClientProcess.MongoshAsync(server.Uri,
            """
            db = db.getSiblingDB('shop');
            db.guests.insertMany([{ _id: 1, name: 'Ana' }, { _id: 2, name: 'Bo' }]);
            print(db.guests.find({ name: /^A/ }, { _id: 0 }).toArray());
            print(db.guests.countDocuments());
            print(db.guests.find({ _id: 2 }).explain().queryPlanner.winningPlan.stage);
            print(db.adminCommand('listDatabases').databases.map(d => d.name));
            print(show_collections = db.getCollectionNames());
            print(db.version(), db.hello().isWritablePrimary, db.serverStatus().storageEngine.name, db.hostInfo().ok, db.serverCmdLineOpts().ok);
            print(db.currentOp !== undefined && db.adminCommand({ currentOp: 1 }).ok);
            try { db.nothing.watch() } catch (error) { print(error.code) }
            """);
        string.Join('\n', output).ShouldBe("[ { name: 'Ana' } ]\n2\nIDHACK\n[ 'shop' ]\n[ 'guests' ]\n7.0.0 true docstore 1 1\n1\n40573");
    }

    [Fact]
    public async Task Mongosh_answers_show_and_use_as_typed()
    {
        var output = await ClientProcess.MongoshAsync(server.Uri.Replace("/?", "/shop?authSource=admin&", StringComparison.Ordinal), "db.a.insertOne({x: 1}); EJSON.stringify(db.getMongo().getDBNames())");
        output[^1].ShouldContain("shop");
    }

    [Fact]
    public async Task Pymongo_writes_reads_and_is_told_of_duplicates() =>
        (await ClientProcess.PythonAsync(server.Uri,
            """
            orders = client.shop.python_orders
            print(len(orders.insert_many([{'_id': i, 'total': i % 5} for i in range(1000)]).inserted_ids))
            print(len(list(orders.find({'total': {'$gte': 3}}, batch_size=50))))
            try: orders.insert_one({'_id': 1})
            except pymongo.errors.DuplicateKeyError as error: print(error.code, error.details['keyValue'])
            print(orders.update_many({'total': 1}, {'$inc': {'total': 10}}).modified_count)
            with client.start_session() as session: print(orders.count_documents({'total': 11}, session=session))
            print(orders.with_options(write_concern=pymongo.WriteConcern(w=0)).delete_one({'_id': 1}).acknowledged)
            print(client.server_info()['version'], client.is_mongos, client.nodes is not None)
            try: pymongo.MongoClient(uri.replace('course:', 'course:x')).admin.command('ping')
            except pymongo.errors.OperationFailure as error: print(error.code)
            """)).ShouldBe(["1000", "400", "11000 {'_id': 1}", "200", "200", "False", "7.0.0 False True", "18"]);
}

using System.Diagnostics;
using System.Globalization;
using StorageCourse.Docstore.Bson;
using StorageCourse.Tests.Docstore.Client;
using StorageCourse.Docstore.Wire;

namespace StorageCourse.Tests.Docstore.Bench;

/// <summary>What a server in a process of its own does for the tests' wire client, with 100,000 documents of about 120 bytes.</summary>
internal sealed class ServerBench(WireClient client) : IAsyncDisposable
{
    private const int Documents = 100_000;
    private const int Batch = 1_000;
    private const int Countries = 50;
    private const int Connections = 16;
    private const int Trials = 5;
    private const string Database = "bench";
    private const string Collection = "orders";
    private static readonly TimeSpan Trial = TimeSpan.FromSeconds(1);
    private readonly Random random = new(1);

    /// <summary>Measures everything and prints a line for each figure.</summary>
    public static async Task<int> RunAsync()
    {
        using var server = StartServer();
        try
        {
            var uri = await server.StandardOutput.ReadLineAsync() ?? throw new IOException("the server ended without an URI");
            await using var bench = new ServerBench(await WireClient.ConnectAsync(uri));
            await bench.MeasureAsync();
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }

        Print("memory: live bytes of the server to bytes of BSON", await MemoryRatioAsync(), "x", "at most 3");
        return 0;
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    /// <summary>This program once more, as a server.</summary>
    private static Process StartServer()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "StorageCourse.Docstore.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
    }

    private async Task MeasureAsync()
    {
        var inserted = new List<double>();
        for (var trial = 0; trial < Trials; trial++)
        {
            await client.RunCommandAsync(Database, new() { { "dropDatabase", 1 } });
            var batches = Enumerable.Range(0, Documents / Batch).Select(Orders).ToList();
            var started = TimeProvider.System.GetTimestamp();
            foreach (var batch in batches) await client.RunCommandAsync(Database, new() { { "insert", Collection }, { "documents", batch } });
            inserted.Add(Documents / TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        Print($"insertMany in batches of {Batch:N0}", Median(inserted), "documents/s", "at least 120,000");
        Print($"find by _id, {Connections} connections", await RateAsync(Connections, () => Find(Any())), "/s", "at least 25,000");
        Print("find by _id, one after another", await RateAsync(1, () => Find(Any())), "/s", "at least 9,000");
        var without = await RateAsync(1, Range);
        await client.RunCommandAsync(Database, new() { { "createIndexes", Collection }, { "indexes", new BsonArray { new BsonDocument { { "key", new BsonDocument { { "total", 1 } } }, { "name", "total_1" } } } } });
        var with = await RateAsync(1, Range);
        Print("indexed range with limit 20", with, "/s", "at least 5,000");
        Print("the same to that without the index", with / without, "x", "at least 50");
        Print("match and group over all", await MillisecondsAsync(Group), "ms", "at most 60");
        Print("updateOne by _id", await RateAsync(1, () => Update(Any())), "/s", "at least 9,000");
    }

    private int Any() => random.Next(Documents);

    private static BsonDocument Find(int id) => new() { { "find", Collection }, { "filter", new BsonDocument { { "_id", id } } }, { "limit", 1 }, { "singleBatch", true } };

    private BsonDocument Range()
    {
        var from = Any();
        var bounds = new BsonDocument { { "$gte", from }, { "$lt", from + 40 } };
        return new() { { "find", Collection }, { "filter", new BsonDocument { { "total", bounds } } }, { "sort", new BsonDocument { { "total", 1 } } }, { "limit", 20 } };
    }

    private static BsonDocument Update(int id) => new()
    {
        { "update", Collection },
        { "updates", new BsonArray { new BsonDocument { { "q", new BsonDocument { { "_id", id } } }, { "u", new BsonDocument { { "$inc", new BsonDocument { { "visits", 1 } } } } } } } },
    };

    private static BsonDocument Group() => new()
    {
        { "aggregate", Collection },
        {
            "pipeline", new BsonArray
            {
                new BsonDocument { { "$match", new BsonDocument { { "visits", new BsonDocument { { "$gte", 0 } } } } } },
                new BsonDocument { { "$group", new BsonDocument { { "_id", "$country" }, { "n", new BsonDocument { { "$sum", 1 } } }, { "sum", new BsonDocument { { "$sum", "$total" } } } } } },
            }
        },
        { "cursor", new BsonDocument() },
    };

    private static BsonArray Orders(int batch)
    {
        var documents = new BsonArray();
        for (var i = batch * Batch; i < (batch + 1) * Batch; i++)
        {
            documents.Add(new BsonDocument
            {
                { "_id", i },
                { "customer", string.Create(CultureInfo.InvariantCulture, $"customer-{i % 977:0000}") },
                { "country", string.Create(CultureInfo.InvariantCulture, $"country-{i % Countries:00}") },
                // Every total once, in no order: 7 and 100,000 have no common divisor.
                { "total", (int)(i * 7_001L % Documents) },
                { "visits", 0 },
                { "paid", i % 3 == 0 },
            });
        }

        return documents;
    }

    /// <summary>Commands in a second, the median of some trials after one that doesn't count.</summary>
    private async Task<double> RateAsync(int connections, Func<BsonDocument> command)
    {
        var rates = new List<double>();
        for (var trial = 0; trial <= Trials; trial++)
        {
            var started = TimeProvider.System.GetTimestamp();
            var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
            {
                var count = 0;
                for (; TimeProvider.System.GetElapsedTime(started) < Trial; count++)
                {
                    BsonDocument next;
                    lock (random) next = command();
                    await client.RunCommandAsync(Database, next);
                }

                return count;
            })));
            if (trial > 0) rates.Add(counts.Sum() / TimeProvider.System.GetElapsedTime(started).TotalSeconds);
        }

        return Median(rates);
    }

    private async Task<double> MillisecondsAsync(Func<BsonDocument> command)
    {
        var times = new List<double>();
        for (var trial = 0; trial < 3 * Trials; trial++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await client.RunCommandAsync(Database, command());
            times.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
        }

        return Median(times);
    }

    /// <summary>Of a server in this process, whose collector can be told to count.</summary>
    private static async Task<double> MemoryRatioAsync()
    {
        await using var server = await MongoServer.StartAsync();
        await using var client = await WireClient.ConnectAsync(server.Uri);
        await client.RunCommandAsync(Database, new() { { "insert", Collection }, { "documents", Orders(0) } });
        await client.RunCommandAsync(Database, new() { { "drop", Collection } });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var batch = 0; batch < Documents / Batch; batch++) await client.RunCommandAsync(Database, new() { { "insert", Collection }, { "documents", Orders(batch) } });
        var live = GC.GetTotalMemory(forceFullCollection: true) - before;
        var statistics = await client.RunCommandAsync(Database, new() { { "collStats", Collection } });
        return live / statistics["size"].ToDouble();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Print(string what, double value, string unit, string figure) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-50} {(value < 1000 ? $"{value:0.00}" : $"{value:N0}"),12} {unit,-12} ({figure})"));
}

using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Planning;
using StorageCourse.Docstore.Storage;
using StorageCourse.Tests.Docstore.Expressions;

namespace StorageCourse.Tests.Docstore.Aggregation;

/// <summary>Runs pipelines that are written in Extended JSON, with ' for ", over a store.</summary>
internal sealed class Pipelines : IDisposable
{
    private readonly DocumentStore store = new();

    public IPipelineSource Source => new PipelineSource(store, bypassValidation: false, CancellationToken.None);

    public void Dispose() => store.Dispose();

    public Pipelines Fill(string collection, string documents)
    {
        var target = store.FindOrCreate("shop", collection);
        foreach (var document in ExpressionText.Value(documents).AsArray) target.Insert(document.AsDocument);
        return this;
    }

    public Pipelines Index(string collection, string key, bool isUnique = false)
    {
        var spec = new BsonDocument { { "key", ExpressionText.Document(key) }, { "name", "i" } };
        if (isUnique) spec.Add("unique", true);
        store.FindOrCreate("shop", collection).CreateIndexes([IndexSpecification.Parse(spec)]);
        return this;
    }

    public List<BsonDocument> Run(string collection, string stages)
    {
        var pipeline = Pipeline.Parse(ExpressionText.Value(stages).AsArray, ExpressionText.Scope);
        var run = new PipelineRun(Source, "shop", collection);
        return [.. pipeline.RunOn(collection, null, run)];
    }

    public string Contents(string collection) => Text(Source.Find("shop", collection, null));

    /// <summary>Runs stages over documents that stand in the test; types count in what is expected.</summary>
    public static void ShouldGive(string documents, string stages, string expected)
    {
        using var pipelines = new Pipelines();
        var pipeline = Pipeline.Parse(ExpressionText.Value(stages).AsArray, ExpressionText.Scope);
        var input = ExpressionText.Value(documents).AsArray.Select(document => BsonDocument.FromBytes(document.AsDocument.ToBytes()));
        Text(pipeline.Run(input, new PipelineRun(pipelines.Source, "shop", "c"))).ShouldBe(Text(ExpressionText.Value(expected).AsArray.Select(document => document.AsDocument)), stages);
    }

    public static void ShouldFail(string documents, string stages, int code)
    {
        using var pipelines = new Pipelines();
        var error = Should.Throw<MongoError>(() =>
        {
            var pipeline = Pipeline.Parse(ExpressionText.Value(stages).AsArray, ExpressionText.Scope);
            _ = pipeline.Run(ExpressionText.Value(documents).AsArray.Select(document => document.AsDocument), new PipelineRun(pipelines.Source, "shop", "c")).ToList();
        });
        error.Code.ShouldBe(code, error.Message);
    }

    public static string Text(IEnumerable<BsonDocument> documents) => string.Join('\n', documents.Select(document => ExpressionText.Text(document)));
}

using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Storage;

namespace StorageCourse.Docstore.Planning.Stages;

/// <summary>
/// PROJECTION_COVERED: makes the result from the index entry, without the document.
/// A null in the entry may stand for a field that is absent: then, and only then, the document is looked at, and counted.
/// </summary>
internal sealed class CoveredProjection(Execution execution, PlanStage input, Projection projection, IndexSpecification index) : PlanStage(execution, input)
{
    private readonly string[][] paths = [.. index.Fields.Select(field => field.Split('.'))];

    /// <inheritdoc/>
    public override string Name => "PROJECTION_COVERED";

    /// <inheritdoc/>
    protected override void Describe(BsonDocument plan) => plan.Add("transformBy", projection.ToDocument());

    /// <inheritdoc/>
    protected override bool Produce(out Row row)
    {
        if (!Inputs[0].Next(out row))
            return false;
        row.Document = projection.Apply(FromEntry(row.Entry) ?? Read(row.Bytes!), null);
        return true;
    }

    private BsonDocument Read(byte[] bytes)
    {
        Execution.DocsExamined++;
        return StoredDocument.Of(bytes);
    }

    private BsonDocument? FromEntry(in IndexEntry entry)
    {
        var document = new BsonDocument();
        for (var field = 0; field < paths.Length; field++)
        {
            if (entry[field].IsNullish)
                return null;
            var inside = document;
            foreach (var name in paths[field].AsSpan(0, paths[field].Length - 1))
            {
                if (inside[name].IsMissing)
                    inside[name] = new BsonDocument();
                inside = inside[name].AsDocument;
            }

            inside[paths[field][^1]] = entry[field];
        }

        return document;
    }
}

using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Query;

/// <summary>A projection at work on one document.</summary>
internal readonly struct ProjectionRun(BsonDocument root, int? position)
{
    /// <summary>The fields that are taken; what is computed is left out.</summary>
    public BsonDocument Include(ProjectionPath path, BsonDocument document, bool positioned = false)
    {
        var taken = new BsonDocument(path.Children.Count);
        foreach (var (name, value) in document)
        {
            switch (path.Find(name))
            {
                case ProjectionLeaf { Includes: true }:
                    taken.Add(name, value);
                    break;
                case ProjectionPath inner:
                    taken.Add(name, IncludeIn(inner, value, positioned));
                    break;
                case ProjectionSlice slice:
                    taken.Add(name, slice.Of(value));
                    break;
                case ProjectionPositional:
                    taken.Add(name, value.Type == BsonType.Array && !positioned ? Positioned(value.AsArray) : value);
                    break;
            }
        }

        return taken;
    }

    /// <summary>The document without the fields that are left out.</summary>
    public BsonDocument Exclude(ProjectionPath path, BsonDocument document)
    {
        var left = new BsonDocument();
        foreach (var (name, value) in document)
        {
            left.Add(name, path.Find(name) switch
            {
                ProjectionLeaf { Includes: false } => BsonValue.Missing,
                ProjectionPath inner => ExcludeIn(inner, value),
                ProjectionSlice slice => slice.Of(value),
                ProjectionElemMatch elemMatch => elemMatch.Of(value),
                _ => value,
            });
        }

        return left;
    }

    /// <summary>Adds the computed fields, in the order of the projection.</summary>
    public void Compute(ProjectionPath path, BsonDocument target)
    {
        foreach (var (name, node) in path.Children)
        {
            switch (node)
            {
                case ProjectionExpression { Expression: var expression }:
                    target[name] = expression.Evaluate(root, new Variables());
                    break;
                case ProjectionElemMatch elemMatch:
                    target[name] = elemMatch.Of(root[name]);
                    break;
                case ProjectionPath { HasComputed: true } inner:
                    target[name] = ComputeIn(inner, target[name]);
                    break;
            }
        }
    }

    // An array: from each element; elements without fields are left out.
    private BsonValue IncludeIn(ProjectionPath path, in BsonValue value, bool positioned)
    {
        if (value.Type == BsonType.Document)
            return Include(path, value.AsDocument, positioned);
        if (value.Type != BsonType.Array)
            return BsonValue.Missing;
        var first = path.HasPositional && !positioned;
        var elements = new BsonArray();
        foreach (var element in first ? Positioned(value.AsArray) : value.AsArray)
        {
            if (IncludeIn(path, element, positioned || first) is { IsMissing: false } taken)
                elements.Add(taken);
        }

        return elements;
    }

    private BsonValue ExcludeIn(ProjectionPath path, in BsonValue value)
    {
        if (value.Type == BsonType.Document)
            return Exclude(path, value.AsDocument);
        if (value.Type != BsonType.Array)
            return value;
        var elements = new BsonArray();
        foreach (var element in value.AsArray)
            elements.Add(ExcludeIn(path, element));
        return elements;
    }

    // What has no fields becomes a document of the computed ones.
    private BsonValue ComputeIn(ProjectionPath path, in BsonValue value)
    {
        if (value.Type == BsonType.Array)
        {
            var elements = new BsonArray();
            foreach (var element in value.AsArray)
                elements.Add(ComputeIn(path, element));
            return elements;
        }

        var document = value.Type == BsonType.Document ? value.AsDocument : [];
        Compute(path, document);
        return document;
    }

    private BsonArray Positioned(BsonArray array) => position switch
    {
        null => throw MongoError.Location(51246, "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array"),
        var index when index >= array.Count => throw MongoError.Location(51247, "Executor error during find command :: caused by :: positional operator '.$' element mismatch"),
        var index => new([array[index.Value]]),
    };
}

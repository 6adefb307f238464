using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;

namespace StorageCourse.Docstore.Query;

/// <summary>What a find returns of each document: some fields, all but some, parts of arrays, computed fields.</summary>
internal sealed class Projection
{
    private readonly BsonDocument specification;
    private readonly ProjectionPath root;
    private readonly bool includes;

    internal Projection(BsonDocument specification, ProjectionPath root, bool includes)
    {
        this.specification = specification;
        this.root = root;
        this.includes = includes;
    }

    /// <summary>Whether <see cref="Apply"/> has to know where the query matched: there is an "a.$".</summary>
    public bool NeedsPosition => root.HasPositional;

    /// <summary>Whether it takes or leaves fields of the outermost level and does nothing else.</summary>
    public bool IsSimple => root.Children.All(child => child.Node is ProjectionLeaf);

    /// <summary>Reads a find's projection.</summary>
    /// <param name="specification">The projection.</param>
    /// <param name="scope">For the expressions in it.</param>
    /// <param name="query">The query beside it: an "a.$" has to name an array that it searches. Without it that is not looked at.</param>
    /// <exception cref="MongoError">Location31253, 31254 and others: what MongoDB refuses.</exception>
    public static Projection Parse(BsonDocument specification, QueryScope scope, Filter? query = null) =>
        new ProjectionParser(scope, query).Parse(specification);

    /// <summary>The projection as it was written.</summary>
    public BsonDocument ToDocument() => specification;

    /// <summary>The projected document; the fields that are taken keep their order, computed ones follow.</summary>
    /// <exception cref="MongoError">Location51246: "a.$", and the query matched in no array. Or what an expression throws.</exception>
    public BsonDocument Apply(BsonDocument document, MatchPosition? position)
    {
        if (root.Children.Count == 0)
            return document;
        var run = new ProjectionRun(document, position?.Index);
        if (!includes)
            return run.Exclude(root, document);
        var taken = run.Include(root, document);
        if (root.HasComputed)
            run.Compute(root, taken);
        return taken;
    }

    /// <summary>Whether the result depends on some fields alone, taken as they are: an index on them could give it without the document.</summary>
    /// <param name="fields">Their paths, dotted ones among them, "_id" if it is taken.</param>
    public bool NeedsOnly(out List<string> fields)
    {
        fields = [];
        return includes && !root.HasComputed && !root.HasPositional && Paths(root, "", fields);
    }

    private static bool Paths(ProjectionPath path, string prefix, List<string> fields)
    {
        foreach (var (name, node) in path.Children)
        {
            if (node is ProjectionLeaf { Includes: true })
                fields.Add(prefix + name);
            else if (node is ProjectionPath inner && !Paths(inner, $"{prefix}{name}.", fields) || node is ProjectionSlice)
                return false;
        }

        return true;
    }
}

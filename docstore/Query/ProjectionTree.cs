using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary>What a projection does with a field.</summary>
internal abstract class ProjectionNode
{
    /// <summary>Whether the value is made rather than taken.</summary>
    public virtual bool IsComputed => false;
}

/// <summary>Takes the field or leaves it.</summary>
internal sealed class ProjectionLeaf(bool includes) : ProjectionNode
{
    public bool Includes => includes;
}

/// <summary>Goes on inside the field, with each element where it is an array.</summary>
internal sealed class ProjectionPath : ProjectionNode
{
    private readonly List<(string Name, ProjectionNode Node)> children = [];

    public IReadOnlyList<(string Name, ProjectionNode Node)> Children => children;

    /// <summary>Whether anything in it is computed.</summary>
    public bool HasComputed { get; private set; }

    /// <summary>Whether it leads to an "a.$".</summary>
    public bool HasPositional { get; private set; }

    public ProjectionNode? Find(string name)
    {
        foreach (var child in children)
        {
            if (child.Name == name)
                return child.Node;
        }

        return null;
    }

    public void Remove(string name) => children.RemoveAll(child => child.Name == name);

    /// <exception cref="MongoError">Location31250 or 31249: the path is taken.</exception>
    public void Add(FieldPath path, int at, ProjectionNode node)
    {
        HasComputed |= node.IsComputed;
        HasPositional |= node is ProjectionPositional;
        var child = Find(path.Names[at]);
        if (at == path.Length - 1)
        {
            children.Add(child is null ? (path.Names[at], node) : throw MongoError.Location(31250, $"Path collision at {path}"));
            return;
        }

        if (child is null)
            children.Add((path.Names[at], child = new ProjectionPath()));
        if (child is not ProjectionPath inner)
            throw MongoError.Location(31249, $"Path collision at {path} remaining portion {string.Join('.', path.Names.Skip(at + 1))}");
        inner.Add(path, at + 1, node);
    }
}

/// <summary>Gives the field the value of an expression over the whole document.</summary>
internal sealed class ProjectionExpression(Expression expression) : ProjectionNode
{
    public override bool IsComputed => true;

    public Expression Expression => expression;
}

/// <summary>Some elements of an array: the first so many, the last so many (negative), or so many from a position on.</summary>
internal sealed class ProjectionSlice(long? skip, long limit) : ProjectionNode
{
    public BsonValue Of(in BsonValue value)
    {
        if (value.Type != BsonType.Array)
            return value;
        var array = value.AsArray;
        var (from, count) = skip is null
            ? limit < 0 ? (Math.Max(0, array.Count + limit), -limit) : (0, limit)
            : (skip.Value < 0 ? Math.Max(0, array.Count + skip.Value) : skip.Value, limit);
        return new BsonArray(array.Skip((int)Math.Min(from, array.Count)).Take((int)Math.Min(count, int.MaxValue)));
    }
}

/// <summary>The first element of an array that satisfies; no field without one.</summary>
internal sealed class ProjectionElemMatch(ElemMatchPredicate predicate) : ProjectionNode
{
    public override bool IsComputed => true;

    public BsonValue Of(in BsonValue value) =>
        value.Type == BsonType.Array && predicate.IndexIn(value.AsArray) is >= 0 and var index ? new BsonArray([value.AsArray[index]]) : BsonValue.Missing;
}

/// <summary>"a.$": the element that the query matched, of the first array on the path.</summary>
internal sealed class ProjectionPositional : ProjectionNode;

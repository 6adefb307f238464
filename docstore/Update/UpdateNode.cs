using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Update;

/// <summary>What an update does at a place of the document: a modifier there, or what it does below.</summary>
internal sealed class UpdateNode
{
    private readonly SortedDictionary<string, UpdateNode> children = new(NumbersFirst);

    /// <summary>The order in which fields are updated, and so that of the new ones: numbers by value, names by their code units.</summary>
    private static Comparer<string> NumbersFirst { get; } = Comparer<string>.Create((left, right) =>
        FieldPath.PositionOf(left) is >= 0 and var a && FieldPath.PositionOf(right) is >= 0 and var b ? a.CompareTo(b) : string.CompareOrdinal(left, right));

    /// <summary>What happens here, if it is a leaf.</summary>
    public Modifier? Modifier { get; private set; }

    /// <summary>What happens below, by the components of the paths.</summary>
    public IReadOnlyDictionary<string, UpdateNode> Children => children;

    /// <summary>Whether the children are elements that <c>$[]</c> and <c>$[id]</c> select.</summary>
    public bool SelectsElements { get; private set; }

    /// <exception cref="MongoError">ConflictingUpdateOperators: something else happens there, above or below.</exception>
    public void Add(FieldPath path, int at, Modifier modifier, ArrayFilters arrayFilters)
    {
        if (at == path.Length)
        {
            if (Modifier is not null || children.Count > 0)
                throw Conflict(path, at);
            Modifier = modifier;
            return;
        }

        if (Modifier is not null)
            throw Conflict(path, at);
        var name = path.Names[at];
        var selects = UpdatePath.IsFiltered(name);
        if (selects && UpdatePath.Identifier(name) is { Length: > 0 } identifier)
            arrayFilters.Use(identifier, path);
        if (children.Count > 0 && selects != SelectsElements)
            throw Conflict(path, at);
        SelectsElements = selects;
        if (!children.TryGetValue(name, out var child))
            children.Add(name, child = new());
        child.Add(path, at + 1, modifier, arrayFilters);
    }

    /// <summary>One node that does what both do: where <c>$</c> or several <c>$[id]</c> turn out to be the same element.</summary>
    /// <exception cref="MongoError">ConflictingUpdateOperators: both do something at one place.</exception>
    public static UpdateNode Merge(UpdateNode left, UpdateNode right, string path)
    {
        if (left.Modifier is not null || right.Modifier is not null || left.SelectsElements != right.SelectsElements)
            throw MongoError.ConflictingUpdateOperators($"Update created a conflict at '{path}'");
        var merged = new UpdateNode { SelectsElements = left.SelectsElements };
        foreach (var (name, child) in left.children)
            merged.children[name] = child;
        foreach (var (name, child) in right.children)
            merged.children[name] = merged.children.TryGetValue(name, out var other) ? Merge(other, child, $"{path}.{name}") : child;
        return merged;
    }

    private static MongoError Conflict(FieldPath path, int at) =>
        MongoError.ConflictingUpdateOperators($"Updating the path '{path}' would create a conflict at '{string.Join('.', path.Names.Take(Math.Max(1, at)))}'");
}

using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Aggregation;

/// <summary>What happens to fields that the tree does not name.</summary>
internal enum Unnamed
{
    /// <summary>They are left out ($project that includes).</summary>
    Dropped,

    /// <summary>They stay ($project that excludes, $unset, $addFields).</summary>
    Kept,
}

/// <summary>The paths of a <c>$project</c> or <c>$addFields</c> as a tree: a leaf keeps a field, drops it or computes it.</summary>
internal sealed class FieldTree(Unnamed unnamed)
{
    private enum Leaf
    {
        None,
        Keep,
        Drop,
        Compute,
    }

    private readonly record struct Node(string Name, Leaf Leaf, Expression? Value, FieldTree? Below);

    private readonly Dictionary<string, int> places = [];
    private readonly List<Node> nodes = [];

    /// <summary>Whether a leaf in the tree computes: such a document comes to be where there was none.</summary>
    public bool Computes { get; private set; }

    public bool IsEmpty => nodes.Count == 0;

    public bool Has(string name) => places.ContainsKey(name);

    public void Keep(FieldPath path) => Add(path, Leaf.Keep, null);

    public void Drop(FieldPath path) => Add(path, Leaf.Drop, null);

    public void Compute(FieldPath path, Expression value) => Add(path, Leaf.Compute, value);

    /// <summary>The document that this makes of another.</summary>
    /// <param name="root">What the expressions see: the document of the stage's input.</param>
    public BsonDocument Apply(BsonDocument document, BsonDocument root, Variables variables)
    {
        var result = new BsonDocument(nodes.Count + 4);
        Span<bool> met = nodes.Count <= 64 ? stackalloc bool[nodes.Count] : new bool[nodes.Count];
        foreach (var field in document)
        {
            if (!places.TryGetValue(field.Name, out var at))
            {
                if (unnamed == Unnamed.Kept) result.Add(field);
                continue;
            }

            var node = nodes[at];
            // A computed field takes the place of the old one where fields are kept; where they are picked, it comes after them.
            if (node.Leaf == Leaf.Compute && unnamed == Unnamed.Dropped) continue;
            met[at] = true;
            if (node.Leaf == Leaf.Keep) result.Add(field);
            else if (node.Leaf == Leaf.Compute) result.Add(field.Name, node.Value!.Evaluate(root, variables));
            else if (node.Below is not null) result.Add(field.Name, node.Below.ApplyToValue(field.Value, root, variables));
        }

        if (!Computes) return result;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (met[i]) continue;
            if (nodes[i].Leaf == Leaf.Compute) result.Add(nodes[i].Name, nodes[i].Value!.Evaluate(root, variables));
            else if (nodes[i].Below is { Computes: true } below) result.Add(nodes[i].Name, below.Apply([], root, variables));
        }

        return result;
    }

    private BsonValue ApplyToValue(BsonValue value, BsonDocument root, Variables variables)
    {
        switch (value.Type)
        {
            case BsonType.Document:
                return Apply(value.AsDocument, root, variables);
            case BsonType.Array:
                var items = new BsonArray();
                foreach (var item in value.AsArray)
                {
                    if (ApplyToValue(item, root, variables) is { IsMissing: false } kept) items.Add(kept);
                }

                return items;
            default:
                // A scalar has no fields: computed ones take its place.
                if (Computes) return Apply([], root, variables);
                return unnamed == Unnamed.Kept ? value : BsonValue.Missing;
        }
    }

    private void Add(FieldPath path, Leaf leaf, Expression? value)
    {
        var tree = this;
        for (var i = 0; ; i++)
        {
            tree.Computes |= leaf == Leaf.Compute;
            var name = path.Names[i];
            var exists = tree.places.TryGetValue(name, out var at);
            if (i == path.Length - 1)
            {
                if (exists) throw MongoError.Location(31250, $"Path collision at {path}");
                tree.places.Add(name, tree.nodes.Count);
                tree.nodes.Add(new(name, leaf, value, null));
                return;
            }

            if (!exists)
            {
                at = tree.nodes.Count;
                tree.places.Add(name, at);
                tree.nodes.Add(new(name, Leaf.None, null, new FieldTree(unnamed)));
            }

            tree = tree.nodes[at].Below ?? throw MongoError.Location(31249, $"Path collision at {path} remaining portion {string.Join('.', path.Names[(i + 1)..])}");
        }
    }
}

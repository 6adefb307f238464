using System.Globalization;
using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Update;

/// <summary>An update by operators at work on one document. Nothing is changed in place: what changes is copied on the way back up.</summary>
internal sealed class UpdateRun(BsonDocument original, int? position, bool isUpsert, ArrayFilters arrayFilters, QueryScope scope)
{
    private const int MostPadding = 1_500_000;

    /// <summary>The document before the update.</summary>
    public BsonDocument Original => original;

    /// <summary>Whether the document is being made.</summary>
    public bool IsUpsert => isUpsert;

    /// <summary>The command's time.</summary>
    public DateTime Now => scope.Now;

    /// <summary>The value after what the node does; the same value where it does nothing, Missing where there is none.</summary>
    /// <param name="node">What to do.</param>
    /// <param name="value">The value before, Missing where the document has none.</param>
    /// <param name="path">Where it stands, for messages.</param>
    public BsonValue Update(UpdateNode node, BsonValue value, string path)
    {
        if (node.Modifier is { } modifier)
            return modifier.Apply(value, new(this, path));
        if (node.SelectsElements)
            return SelectedElements(node, value, path);
        return value.Type switch
        {
            BsonType.Document => Fields(node, value.AsDocument, value, path),
            BsonType.Array => Elements(node, value.AsArray, value, path),
            BsonType.Missing => New(node, path),
            _ => Unchanged(node, value, path),
        };
    }

    /// <summary>Names a document in a message.</summary>
    public string Name() => original["_id"] is { IsMissing: false } id ? $"{{_id: {id}}}" : "{}";

    private BsonValue Fields(UpdateNode node, BsonDocument document, BsonValue value, string path)
    {
        BsonDocument? changed = null;
        foreach (var (name, child) in Resolved(node, path))
        {
            var before = document[name];
            var after = Update(child, before, Join(path, name));
            if (Same(before, after))
                continue;
            changed ??= new BsonDocument(document);
            changed[name] = after;
        }

        return changed is null ? value : changed;
    }

    private BsonValue Elements(UpdateNode node, BsonArray array, BsonValue value, string path)
    {
        BsonArray? changed = null;
        foreach (var (name, child) in Resolved(node, path))
        {
            var index = FieldPath.PositionOf(name);
            var before = index >= 0 && index < array.Count ? array[index] : BsonValue.Missing;
            var after = Update(child, before, Join(path, name));
            if (Same(before, after))
                continue;
            if (index < 0)
                throw NotViable(name, path, value);
            changed ??= new BsonArray(array);
            Pad(changed, index);
            // An element that is removed leaves null behind.
            changed[index] = after;
        }

        return changed is null ? value : changed;
    }

    private static void Pad(BsonArray array, int index)
    {
        if (index - array.Count > MostPadding)
            throw MongoError.BadValue(string.Create(CultureInfo.InvariantCulture, $"Cannot backfill more than {MostPadding} elements in an array: it has {array.Count}, the update names position {index}"));
        while (array.Count <= index)
            array.Add(BsonValue.Null);
    }

    private BsonValue New(UpdateNode node, string path)
    {
        BsonDocument? made = null;
        foreach (var (name, child) in Resolved(node, path))
        {
            var after = Update(child, BsonValue.Missing, Join(path, name));
            if (!after.IsMissing)
                (made ??= []).Add(name, after);
        }

        return made is null ? BsonValue.Missing : made;
    }

    // A scalar has no fields: that is an error only for what would make one.
    private BsonValue Unchanged(UpdateNode node, BsonValue value, string path)
    {
        foreach (var (name, child) in Resolved(node, path))
        {
            if (!Update(child, BsonValue.Missing, Join(path, name)).IsMissing)
                throw NotViable(name, path, value);
        }

        return value;
    }

    private BsonValue SelectedElements(UpdateNode node, BsonValue value, string path)
    {
        if (value.IsMissing)
            throw MongoError.BadValue($"The path '{path}' must exist in the document in order to apply array updates.");
        if (value.Type != BsonType.Array)
            throw MongoError.BadValue($"Cannot apply array updates to non-array element {path[(path.LastIndexOf('.') + 1)..]}: {value}");
        var array = value.AsArray;
        BsonArray? changed = null;
        for (var index = 0; index < array.Count; index++)
        {
            var here = Join(path, index.ToString(CultureInfo.InvariantCulture));
            var before = array[index];
            UpdateNode? selected = null;
            foreach (var (name, child) in node.Children)
            {
                if (UpdatePath.Identifier(name) is var identifier && (identifier.Length == 0 || arrayFilters.Selects(identifier, before)))
                    selected = selected is null ? child : UpdateNode.Merge(selected, child, here);
            }

            var after = selected is null ? before : Update(selected, before, here);
            if (!Same(before, after))
                (changed ??= new BsonArray(array))[index] = after;
        }

        return changed is null ? value : changed;
    }

    // With `$` as the position that the query found.
    private IEnumerable<KeyValuePair<string, UpdateNode>> Resolved(UpdateNode node, string path)
    {
        if (!node.Children.TryGetValue("$", out var positional))
            return node.Children;
        if (position is null)
            throw MongoError.BadValue("The positional operator did not find the match needed from the query.");
        var name = position.Value.ToString(CultureInfo.InvariantCulture);
        var resolved = new SortedDictionary<string, UpdateNode>(StringComparer.Ordinal);
        foreach (var (other, child) in node.Children)
        {
            if (other != "$")
                resolved[other] = child;
        }

        resolved[name] = resolved.TryGetValue(name, out var same) ? UpdateNode.Merge(same, positional, Join(path, name)) : positional;
        return resolved;
    }

    private static bool Same(in BsonValue before, in BsonValue after) => before.Equals(after);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static MongoError NotViable(string name, string path, in BsonValue value) =>
        MongoError.PathNotViable($"Cannot create field '{name}' in element {{{path[(path.LastIndexOf('.') + 1)..]}: {value}}}");
}

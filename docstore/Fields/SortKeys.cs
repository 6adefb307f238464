using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Fields;

/// <summary>Takes from documents the values that they are sorted by.</summary>
/// <remarks>Keys below one array are taken from one element at a time: of the tuples that the elements give, the one that sorts first counts.
/// A missing field sorts as null, an empty array as undefined, which is before null.</remarks>
internal sealed class SortKeys(SortOrder order)
{
    /// <summary>How far a key's path has been followed.</summary>
    private record struct Walk(BsonValue Value, int Step, bool Done);

    /// <summary>The values for one document.</summary>
    public BsonValue[] Of(BsonDocument document)
    {
        if (Direct(document) is { } direct)
            return direct;
        var walks = new Walk[order.Keys.Count];
        Array.Fill(walks, new(document, 0, false));
        BsonValue[]? best = null;
        Expand(walks, ref best);
        return best!;
    }

    // The usual case: no array anywhere on the paths.
    private BsonValue[]? Direct(BsonDocument document)
    {
        var tuple = new BsonValue[order.Keys.Count];
        for (var key = 0; key < tuple.Length; key++)
        {
            var path = order.Keys[key].Path;
            var value = path.Follow(document, 0, out var at);
            if (value.Type == BsonType.Array)
                return null;
            tuple[key] = at == path.Length - 1 && !value.IsMissing ? value : BsonValue.Null;
        }

        return tuple;
    }

    private void Expand(Walk[] walks, ref BsonValue[]? best)
    {
        var array = -1;
        for (var key = 0; key < walks.Length; key++)
        {
            Advance(ref walks[key], order.Keys[key].Path);
            if (walks[key].Done)
                continue;
            if (array >= 0 && !SamePlace(walks, array, key))
                throw MongoError.BadValue("cannot sort with keys that are parallel arrays");
            array = key;
        }

        if (array < 0)
        {
            var tuple = Array.ConvertAll(walks, walk => walk.Value.IsMissing ? BsonValue.Null : walk.Value);
            if (best is null || order.CompareKeys(tuple, best) < 0)
                best = tuple;
            return;
        }

        var elements = walks[array].Value.AsArray;
        if (elements.Count == 0)
            Expand(Inside(walks, BsonValue.Missing, BsonValue.Undefined), ref best);
        foreach (var element in elements)
            Expand(Inside(walks, element, element), ref best);
    }

    // Follows documents, and arrays at the positions that the path names, to the end or to an array that has to be gone through.
    private static void Advance(ref Walk walk, FieldPath path)
    {
        while (!walk.Done && walk.Step < path.Length)
        {
            if (walk.Value.Type == BsonType.Document)
                walk.Value = walk.Value.AsDocument[path.Names[walk.Step++]];
            else if (walk.Value.Type == BsonType.Array && path.Position(walk.Step) is >= 0 and var position && position < walk.Value.AsArray.Count)
                (walk.Value, walk.Step) = (walk.Value.AsArray[position], walk.Step + 1);
            else if (walk.Value.Type == BsonType.Array)
                return;
            else
                (walk.Value, walk.Done) = (BsonValue.Missing, true);
        }

        walk.Done |= walk.Value.Type != BsonType.Array;
    }

    private Walk[] Inside(Walk[] walks, BsonValue element, BsonValue last)
    {
        var inside = (Walk[])walks.Clone();
        for (var key = 0; key < inside.Length; key++)
        {
            if (inside[key].Done)
                continue;
            if (inside[key].Step == order.Keys[key].Path.Length)
                inside[key] = inside[key] with { Value = last, Done = true };
            else if (element.Type == BsonType.Document)
                inside[key] = inside[key] with { Value = element };
            else
                inside[key] = inside[key] with { Value = BsonValue.Missing, Done = true };
        }

        return inside;
    }

    private bool SamePlace(Walk[] walks, int left, int right) =>
        walks[left].Step == walks[right].Step
        && order.Keys[left].Path.Names.AsSpan(0, walks[left].Step).SequenceEqual(order.Keys[right].Path.Names.AsSpan(0, walks[right].Step));
}

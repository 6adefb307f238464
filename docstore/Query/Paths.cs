using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Query;

/// <summary>Reads documents at dotted paths, through arrays as MongoDB goes through them.</summary>
/// <remarks>An array on the way stands for its elements: "a.b" of {a: [{b: 1}, {b: 2}]} is 1 and 2. Elements that are no documents are passed over,
/// except at the position that a component of digits names. An array at the end stands for each of its elements and then for itself.</remarks>
internal static class Paths
{
    /// <summary>Adds all that the path leads to, an array at its end by its elements, nothing for a missing field: what <c>distinct</c> collects.</summary>
    public static void Collect(BsonDocument document, FieldPath path, ICollection<BsonValue> found) => Collect(document, path, 0, found);

    /// <summary>Whether anything at the path satisfies the predicate; the position tells which element of the outermost array it was.</summary>
    public static bool Any(BsonDocument document, FieldPath path, Predicate predicate, MatchPosition? position) =>
        Any(document, path, 0, predicate, position);

    private static bool Any(BsonDocument document, FieldPath path, int from, Predicate predicate, MatchPosition? position)
    {
        var value = path.Follow(document, from, out var at);
        if (value.Type != BsonType.Array)
            return predicate.MatchesElement(at == path.Length - 1 ? value : BsonValue.Missing, position);
        if (at < path.Length - 1)
            return AnyInside(value.AsArray, path, at + 1, predicate, position);
        return predicate.LooksIntoArrays && AnyElement(value.AsArray, predicate, position) || predicate.MatchesElement(value, position);
    }

    private static bool AnyElement(BsonArray array, Predicate predicate, MatchPosition? position)
    {
        var index = 0;
        foreach (var element in array)
        {
            if (predicate.MatchesElement(element, position))
            {
                position?.Index = index;
                return true;
            }

            index++;
        }

        return false;
    }

    private static bool AnyInside(BsonArray array, FieldPath path, int rest, Predicate predicate, MatchPosition? position)
    {
        var wanted = path.Position(rest);
        var index = -1;
        foreach (var element in array)
        {
            index++;
            if (element.Type == BsonType.Document && Any(element.AsDocument, path, rest, predicate, position))
            {
                position?.Index = index;
                return true;
            }

            // A position that is named is no element that was searched for: it is not what `$` means.
            if (index == wanted && AnyAt(element, path, rest + 1, predicate, position))
                return true;
        }

        return false;
    }

    private static bool AnyAt(in BsonValue element, FieldPath path, int rest, Predicate predicate, MatchPosition? position) =>
        rest == path.Length ? predicate.MatchesElement(element, position)
        : element.Type == BsonType.Document ? Any(element.AsDocument, path, rest, predicate, position)
        : element.Type == BsonType.Array && AnyInside(element.AsArray, path, rest, predicate, position);

    private static void Collect(in BsonValue value, FieldPath path, int step, ICollection<BsonValue> found)
    {
        if (step == path.Length)
        {
            if (value.Type == BsonType.Array)
            {
                foreach (var element in value.AsArray)
                    found.Add(element);
            }
            else if (!value.IsMissing)
            {
                found.Add(value);
            }
        }
        else if (value.Type == BsonType.Document)
        {
            Collect(value.AsDocument[path.Names[step]], path, step + 1, found);
        }
        else if (value.Type == BsonType.Array)
        {
            var array = value.AsArray;
            if (path.Position(step) is >= 0 and var position && position < array.Count)
                Collect(array[position], path, step + 1, found);
            foreach (var element in array)
            {
                if (element.Type == BsonType.Document)
                    Collect(element, path, step, found);
            }
        }
    }
}

namespace StorageCourse.Display;

/// <summary>Finds the name that somebody meant.</summary>
public static class Spelling
{
    /// <summary>The name that differs least: in case alone, or in a letter or two of a long name. Null where none is close.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="known">What could have been meant.</param>
    public static string? Closest(string written, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(known);
        var most = written.Length switch { < 3 => 0, < 6 => 1, _ => 2 };
        return known.Where(name => name != written)
            .Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(candidate => candidate.Distance <= most)
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>How many letters must be put in, taken out, replaced, or swapped with their neighbour.</summary>
    private static int Distance(string one, string other)
    {
        var distances = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++) distances[i, 0] = i;
        for (var j = 0; j <= other.Length; j++) distances[0, j] = j;
        for (var i = 1; i <= one.Length; i++)
        for (var j = 1; j <= other.Length; j++)
        {
            var cost = one[i - 1] == other[j - 1] ? 0 : 1;
            distances[i, j] = Math.Min(Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1, distances[i - 1, j - 1] + cost);
            if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1]) distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
        }

        return distances[one.Length, other.Length];
    }
}

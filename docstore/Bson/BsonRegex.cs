namespace StorageCourse.Docstore.Bson;

/// <summary>A regular expression.</summary>
internal sealed record BsonRegex
{
    /// <param name="pattern">PCRE, without NUL.</param>
    /// <param name="options">Letters such as i, m, s, x; kept sorted, as the specification asks.</param>
    public BsonRegex(string pattern, string options = "")
    {
        Pattern = pattern;
        Options = IsSorted(options) ? options : string.Concat(options.Order());
    }

    /// <summary>The expression.</summary>
    public string Pattern { get; }

    /// <summary>Its options, in alphabetical order.</summary>
    public string Options { get; }

    private static bool IsSorted(string options)
    {
        for (var i = 1; i < options.Length; i++)
        {
            if (options[i] < options[i - 1]) return false;
        }

        return true;
    }
}

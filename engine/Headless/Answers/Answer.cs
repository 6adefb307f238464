namespace StorageCourse.Engine.Headless.Answers;

/// <summary>What an answer on file has to be.</summary>
internal enum AnswerKind
{
    /// <summary>Must be judged failed or error.</summary>
    Wrong,

    /// <summary>Must be judged passed.</summary>
    Alternative,

    /// <summary>Must be judged passed; stays in the executed notebook.</summary>
    Solution,
}

/// <summary>An answer on file, for one exercise.</summary>
/// <param name="Exercise">"06.2".</param>
/// <param name="Kind">What it has to be.</param>
/// <param name="Note">Why it is wrong; may be empty.</param>
/// <param name="Parts">The texts for the exercise's stub cells, in their order.</param>
/// <param name="Place">File and line, for messages.</param>
internal sealed record Answer(string Exercise, AnswerKind Kind, string Note, IReadOnlyList<string> Parts, string Place)
{
    /// <summary>The text that a stub becomes: its first line stays if it says the cell's language and the answer does not.</summary>
    public static string Replace(string stub, string answer)
    {
        var firstLine = stub.Split('\n', 2)[0];
        return firstLine.StartsWith("#!", StringComparison.Ordinal) && !answer.StartsWith("#!", StringComparison.Ordinal) ? $"{firstLine}\n{answer}" : answer;
    }
}

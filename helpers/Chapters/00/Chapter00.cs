using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C00;

/// <summary>00 Welcome.</summary>
internal sealed class Chapter00 : IChapter
{
    private static readonly (string Name, decimal Price)[] Dearest = [("poncho", 65.50m), ("copper ship", 48.00m), ("lapis ring", 39.00m)];

    /// <inheritdoc/>
    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("00"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["00.1"], JudgeDearest),
    ];

    private static Task<Verdict> JudgeDearest(Attempt attempt)
    {
        var answer = attempt.Result<QueryResult>();
        foreach (var column in new[] { "name", "price" })
        {
            if (!answer.Columns.Any(found => found.Name == column))
                return Task.FromResult(Verdict.Failed($"Expected the columns name and price; your result has {string.Join(", ", answer.Columns.Select(found => found.Name))}."));
        }

        if (answer.Count != Dearest.Length) return Task.FromResult(Verdict.Failed($"Expected 3 rows, got {answer.Count}."));
        if (answer.Any(row => row["price"] is null)) return Task.FromResult(Verdict.Failed("There is a souvenir without a price among your three."));
        var rows = answer.Select(row => (Name: row.Get<string>("name"), Price: row.Get<decimal>("price"))).ToArray();
        if (rows.SequenceEqual(Dearest)) return Task.FromResult(Verdict.Passed("NULL is not a number, so it is neither high nor low: PostgreSQL has to put it somewhere, and in descending order it comes first. You dealt with it."));
        return Task.FromResult(Verdict.Failed(rows.Order().SequenceEqual(Dearest.Order())
            ? "These are the three, but not with the dearest first."
            : $"You have {string.Join(", ", rows.Select(row => row.Name))}; at least one souvenir is dearer than one of these."));
    }
}

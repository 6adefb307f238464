using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C{{number}};

/// <summary>Each answer is judged by the rows that it returns.</summary>
internal sealed class Chapter{{number}} : IChapter
{
    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("{{number}}"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        ByRows(texts["{{number}}.1"], "select count(*) as numbers from numbers"),
        ByRows(texts["{{number}}.2"], "select max(n) as largest from numbers"),
        ByRows(texts["{{number}}.3"], "select count(*) as even from numbers where n % 2 = 0"),
        ByRows(texts["{{number}}.4"], "select n % 10 as digit, count(*) as numbers from numbers group by digit"),
    ];

    private static Exercise ByRows(ExerciseTexts texts, string reference)
    {
        var right = texts["right"];
        var judge = new RowsJudge("postgres", reference);
        return new(texts, attempt => judge.JudgeAsync(attempt, right));
    }
}

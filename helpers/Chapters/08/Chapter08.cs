using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C08;

/// <summary>08 Transactions and isolation: answers are called by several at once, and the server is asked what they left behind.</summary>
internal sealed class Chapter08 : IChapter
{
    public IReadOnlyList<Exercise> Exercises { get; } = With(ChapterTexts.Of("08"));

    private static Exercise[] With(ChapterTexts texts) =>
    [
        new(texts["08.1"], SaleJudge.JudgeSaleAsync),
        new(texts["08.2"], DecisionJudge.JudgeLockAsync),
        new(texts["08.3"], DecisionJudge.JudgeVersionAsync),
        new(texts["08.4"], DeadlockJudge.JudgeAsync),
        new(texts["08.5"], TransferJudge.JudgeAsync),
        new(texts["08.6"], QueueJudge.JudgeAsync),
        new(texts["08.7"], DutyJudge.JudgeAsync),
    ];
}

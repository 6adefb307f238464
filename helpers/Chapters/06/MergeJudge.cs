using StorageCourse.Lessons.Exercises;

namespace StorageCourse.Chapters.C06;

using Entry = (int Key, string? Value);

/// <summary>Judges exercise 06.4, the streaming merge of sorted runs.</summary>
internal static class MergeJudge
{
    private static readonly Entry[] Newest = [(2, "two"), (3, null), (9, "nine")];
    private static readonly Entry[] Middle = [(1, "one"), (2, "old"), (3, "three"), (4, null)];
    private static readonly Entry[] Oldest = [(2, "older"), (4, "four"), (5, "five"), (9, null), (12, "twelve")];

    public static Verdict Judge(Func<IReadOnlyList<IEnumerable<Entry>>, bool, IEnumerable<Entry>> merge)
    {
        return Compare("three runs", merge([Newest, Middle, Oldest], false).ToList(),
                [(1, "one"), (2, "two"), (3, null), (4, null), (5, "five"), (9, "nine"), (12, "twelve")])
            ?? Compare("three runs, isLast", merge([Newest, Middle, Oldest], true).ToList(), [(1, "one"), (2, "two"), (5, "five"), (9, "nine"), (12, "twelve")])
            ?? Compare("no run at all", merge([], false).ToList(), [])
            ?? Compare("an empty run beside another", merge([[], Newest], false).ToList(), Newest)
            ?? Compare("one run", merge([Oldest], false).ToList(), Oldest)
            ?? JudgeStream(merge)
            ?? Verdict.Passed("Right, and as a stream: one entry of each run is in memory, whatever their length. This is how a compaction merges gigabytes in a few megabytes.");
    }

    private static Verdict? JudgeStream(Func<IReadOnlyList<IEnumerable<Entry>>, bool, IEnumerable<Entry>> merge)
    {
        var read = new int[2];
        var first = merge([Endless(0), Endless(1)], false).Take(10).ToList();
        var verdict = Compare("two runs, the first ten entries", first, [.. Enumerable.Range(0, 10).Select(key => (key, (string?)$"run {key % 2}"))]);
        if (verdict is not null) return verdict;
        return read.Max() <= 8 ? null : Verdict.Failed(
            $"For the first ten entries of two long runs, {read.Max():N0} entries were taken from one of them; a stream needs six at most. Where do you hold more than one entry of a run?");

        IEnumerable<Entry> Endless(int run)
        {
            for (var key = run; key < 100_000; key += 2)
            {
                read[run]++;
                yield return (key, $"run {run}");
            }
        }
    }

    private static Verdict? Compare(string what, List<Entry> got, IReadOnlyList<Entry> expected) => got.SequenceEqual(expected)
        ? null
        : Verdict.Failed($"With {what}: expected {Show(expected)}; got {Show(got)}.");

    private static string Show(IReadOnlyList<Entry> entries) =>
        entries.Count == 0 ? "nothing" : string.Join(" ", entries.Take(12).Select(entry => $"{entry.Key}={entry.Value ?? "†"}")) + (entries.Count > 12 ? " …" : "");
}

using StorageCourse.Engine.Notebook;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>The cells of one exercise: from its first stub to the cell that checks it.</summary>
/// <param name="Id">"06.2".</param>
/// <param name="Stubs">The cells whose metadata says <c>"exercise": "06.2"</c>.</param>
/// <param name="Cells">The code cells from the first stub to the check.</param>
/// <param name="IsChecked">False where no cell after the stub calls <c>Check.Exercise</c> with this id.</param>
internal sealed record ExerciseSection(string Id, IReadOnlyList<NotebookCell> Stubs, IReadOnlyList<NotebookCell> Cells, bool IsChecked)
{
    /// <summary>The exercises of a notebook, in order.</summary>
    public static IReadOnlyList<ExerciseSection> Of(NotebookDocument notebook)
    {
        var cells = notebook.Cells.Where(cell => cell.Kind == CellKind.Code).ToList();
        return
        [
            .. cells.Where(cell => IdOf(cell) is not null).GroupBy(cell => IdOf(cell)!, StringComparer.Ordinal).Select(stubs =>
            {
                var first = cells.IndexOf(stubs.First());
                var last = cells.IndexOf(stubs.Last());
                var check = cells.FindIndex(last, cell => cell.Source.Contains($"Check.Exercise(\"{stubs.Key}\"", StringComparison.Ordinal));
                return new ExerciseSection(stubs.Key, [.. stubs], cells[first..(Math.Max(check, last) + 1)], check >= 0);
            }),
        ];
    }

    private static string? IdOf(NotebookCell cell) => cell.Metadata.StringAt("exercise");
}


namespace StorageCourse.Engine.Headless.Running;

/// <summary>Watches a run. Called from several notebooks at once.</summary>
internal interface IRunProgress
{
    /// <summary>A notebook's kernel is ready and its first cell is about to run.</summary>
    void Started(NotebookFile notebook, string title, int cells);

    /// <summary>A cell is about to run.</summary>
    void Running(NotebookFile notebook, int cell, string firstLine);

    /// <summary>A notebook has ended.</summary>
    void Ended(NotebookFile notebook, NotebookReport report);
}

using System.Globalization;
using System.Text.Json.Serialization;
using StorageCourse.Host;

namespace StorageCourse.Engine.Headless.Running;

/// <summary>How a cell or a notebook ended.</summary>
internal enum RunStatus
{
    /// <summary>As it should.</summary>
    Passed,

    /// <summary>With an error, a broken claim, a misjudged answer, a required store that was skipped.</summary>
    Failed,

    /// <summary>It asked for something that can't be had here.</summary>
    Skipped,

    /// <summary>A cell before it failed, or the run was stopped.</summary>
    NotRun,
}

/// <summary>A whole run.</summary>
/// <param name="Started">When, in local time with its offset.</param>
/// <param name="Elapsed">From the start of the first kernel to the end of the last.</param>
/// <param name="Kernel">The name of the kernel that was driven.</param>
/// <param name="Mode">"stubs", "solved" or "grading".</param>
/// <param name="Measured">False with <c>--no-measure</c>.</param>
/// <param name="Jobs">Notebooks at once.</param>
/// <param name="Machine">Operating system and number of cores.</param>
/// <param name="WasStopped">The run was ended by Ctrl-C or SIGTERM.</param>
/// <param name="Notebooks">In the order of the course.</param>
internal sealed record RunReport(
    DateTimeOffset Started, TimeSpan Elapsed, string Kernel, string Mode, bool Measured, int Jobs, string Machine, bool WasStopped,
    IReadOnlyList<NotebookReport> Notebooks)
{
    /// <summary>The same chapters on the course's own kernel, where this run was on another one and is compared; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunReport? Beside { get; init; }

    /// <summary>True if no cell failed, no claim broke, no exercise was misjudged, no required store was skipped, and all was run.</summary>
    public bool IsSuccess => !WasStopped && Notebooks.All(notebook => notebook.Status == RunStatus.Passed);
}

/// <summary>One notebook's run.</summary>
/// <param name="Name">The file's name without extension; also that of the executed copies.</param>
/// <param name="Title">Its first heading, or its name.</param>
/// <param name="Path">Relative to the course's folder, with forward slashes.</param>
/// <param name="Status">Passed, Failed or NotRun.</param>
/// <param name="Elapsed">From the kernel's readiness to the end of the last cell.</param>
/// <param name="KernelStart">From the process's start to its readiness; in the background for all but the first.</param>
/// <param name="Cells">The code cells in order.</param>
/// <param name="Exercises">In the order of their first check.</param>
/// <param name="Problems">Why it failed; empty if it did not.</param>
internal sealed record NotebookReport(
    string Name, string Title, string Path, RunStatus Status, TimeSpan Elapsed, TimeSpan KernelStart,
    IReadOnlyList<CellReport> Cells, IReadOnlyList<ExerciseReport> Exercises, IReadOnlyList<Problem> Problems)
{
    /// <summary>What the cells said of one kind, with the cell that said it.</summary>
    public IEnumerable<(CellReport Cell, Outcome Outcome)> Outcomes(OutcomeKind kind) =>
        Cells.SelectMany(cell => cell.Outcomes.Where(outcome => outcome.Kind == kind).Select(outcome => (cell, outcome)));

    /// <summary>The stores that the cells asked for, those that could not be had among them.</summary>
    [JsonIgnore]
    public IEnumerable<string> Stores => Outcomes(OutcomeKind.Store).Select(store => store.Outcome.Id)
        .Concat(Outcomes(OutcomeKind.Skip).Where(skip => skip.Outcome.Id.StartsWith("store:", StringComparison.Ordinal)).Select(skip => skip.Outcome.Id["store:".Length..]));
}

/// <summary>One code cell's run.</summary>
/// <param name="Number">The cell's place among the code cells, from 1: what Jupyter shows after Run All.</param>
/// <param name="Id">The cell's id in the notebook.</param>
/// <param name="Heading">The nearest heading above it; may be empty.</param>
/// <param name="FirstLine">The first line of its text that is no blank; with the next where it only says the cell's language.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Elapsed">From its sending to its reply.</param>
/// <param name="Error">What went wrong, or null.</param>
/// <param name="Outcomes">What it said to the runner.</param>
internal sealed record CellReport(
    int Number, string Id, string Heading, string FirstLine, RunStatus Status, TimeSpan Elapsed, CellFailure? Error, IReadOnlyList<Outcome> Outcomes)
{
    /// <summary>Its error in a sentence; "" where there is none.</summary>
    [JsonIgnore]
    public string ErrorText => Error is null ? "" : string.Create(CultureInfo.InvariantCulture, $"cell {Number}: {Error.Name}: {Error.Message}");
}

/// <summary>What went wrong in a cell.</summary>
/// <param name="Name">Jupyter's <c>ename</c>, or "Timeout", "KernelDied", "Stopped", "NoError".</param>
/// <param name="Message">In words.</param>
/// <param name="Traceback">May hold ANSI colours; may be empty.</param>
internal sealed record CellFailure(string Name, string Message, IReadOnlyList<string> Traceback);

/// <summary>One exercise's grades.</summary>
/// <param name="Id">"06.2".</param>
/// <param name="Title">As its check names it; empty where no check spoke.</param>
/// <param name="Status">The grade that stands in the executed notebook, or Error where a learner's answer failed before it; null where none was given.</param>
/// <param name="Detail">What its check said, or the answer's error.</param>
/// <param name="IsAsExpected">Whether all its grades were those that they had to be.</param>
/// <param name="Trials">The answers on file that were tried; empty but in a solved run.</param>
internal sealed record ExerciseReport(
    string Id, string Title, OutcomeStatus? Status, string Detail, bool IsAsExpected, IReadOnlyList<TrialReport> Trials);

/// <summary>One answer on file and its grade.</summary>
/// <param name="Kind">"wrong", "alternative" or "solution".</param>
/// <param name="Note">Why it is wrong; may be empty.</param>
/// <param name="Place">File and line.</param>
/// <param name="Status">Its grade; null where none was given.</param>
/// <param name="Detail">What its check said, or why there is no grade.</param>
/// <param name="IsAsExpected">Whether the grade is the one that it had to be.</param>
internal sealed record TrialReport(string Kind, string Note, string Place, OutcomeStatus? Status, string Detail, bool IsAsExpected);

/// <summary>One reason for a notebook's failure.</summary>
/// <param name="Kind">"cell", "claim", "exercise", "store", "notebook" or "kernel".</param>
/// <param name="Cell">The number of the cell where it showed, or null.</param>
/// <param name="Title">In a few words.</param>
/// <param name="Detail">In more; may have several lines.</param>
internal sealed record Problem(string Kind, int? Cell, string Title, string Detail);

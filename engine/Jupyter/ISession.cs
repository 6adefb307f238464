using StorageCourse.Host;

namespace StorageCourse.Engine.Jupyter;

/// <summary>What the protocol server asks of the session behind it. It calls <see cref="ExecuteAsync"/> one at a time; the others at any time, also meanwhile.</summary>
internal interface ISession
{
    /// <summary>Runs one cell. Never throws for what the cell does: errors are part of the result.</summary>
    /// <param name="request">The cell.</param>
    /// <param name="output">Where its output goes while it runs; may be called from any thread, also after the cell has ended.</param>
    /// <param name="interrupt">Cancelled by an interrupt request; the call then ends within 2 s.</param>
    Task<ExecutionResult> ExecuteAsync(ExecutionRequest request, ICellOutput output, CancellationToken interrupt);

    /// <summary>What could stand at a position (UTF-16 units from the start of <paramref name="code"/>).</summary>
    Task<CellCompletions> CompleteAsync(string code, int position, CancellationToken cancellationToken);

    /// <summary>What stands at a position; null where nothing is known.</summary>
    Task<Bundle?> InspectAsync(string code, int position, CancellationToken cancellationToken);

    /// <summary>Whether a console should run the text or ask for another line.</summary>
    Completeness IsComplete(string code);
}

/// <summary>A cell to run.</summary>
/// <param name="Code">Its text, lines separated by \n.</param>
/// <param name="ExecutionCount">The number that the front end shows for it.</param>
/// <param name="Silent">No output but streams, no history, no result.</param>
/// <param name="CellId">The front end's id of the cell, where it sent one.</param>
internal sealed record ExecutionRequest(string Code, int ExecutionCount, bool Silent = false, string? CellId = null);

/// <summary>How a cell ended.</summary>
/// <param name="Result">The last expression's value as a bundle, or null.</param>
/// <param name="Error">What went wrong, or null.</param>
internal sealed record ExecutionResult(Bundle? Result = null, CellError? Error = null);

/// <summary>An error as Jupyter shows it; the traceback's lines may hold ANSI colours.</summary>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback);

/// <summary>Whether a text is a whole submission.</summary>
internal enum Completeness
{
    /// <summary>Ready to run.</summary>
    Complete,

    /// <summary>More lines must follow.</summary>
    Incomplete,

    /// <summary>No further line could mend it.</summary>
    Invalid,
}

/// <summary>The output of one cell.</summary>
internal interface ICellOutput
{
    /// <summary>Writes to the cell's standard output.</summary>
    void Stdout(string text);

    /// <summary>Writes to the cell's standard error.</summary>
    void Stderr(string text);

    /// <summary>Shows a bundle; an id makes it possible to replace it later.</summary>
    void Display(Bundle bundle, string? displayId = null);

    /// <summary>Replaces all displays with this id, in this cell and others.</summary>
    void UpdateDisplay(Bundle bundle, string displayId);

    /// <summary>Removes the cell's output so far.</summary>
    /// <param name="wait">Only when the next output comes.</param>
    void Clear(bool wait);

    /// <summary>Asks the user for a line of input.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <param name="password">Whether the answer is hidden while it is typed.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="InvalidOperationException">The front end takes no input (a headless run).</exception>
    Task<string> ReadLineAsync(string prompt, bool password, CancellationToken cancellationToken);
}

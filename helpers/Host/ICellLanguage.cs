namespace StorageCourse.Host;

/// <summary>A language in which a cell can be written, chosen by the cell's first line: <c>#!NAME [options]</c>.</summary>
public interface ICellLanguage
{
    /// <summary>The word after <c>#!</c>, for instance "sql".</summary>
    string Name { get; }

    /// <summary>Other words that choose the same language.</summary>
    IReadOnlyList<string> Aliases { get; }

    /// <summary>One line for <c>#!lsmagic</c>.</summary>
    string Description { get; }

    /// <summary>The language by whose rules front ends colour its cells, as they call it: "SQL".</summary>
    string ColouredAs => Name;

    /// <summary>The options that may follow the name.</summary>
    IReadOnlyList<CellOption> Options { get; }

    /// <summary>Runs one cell to its end and shows its results through <paramref name="host"/>.</summary>
    /// <exception cref="CellException">The cell is wrong, or its server refused it.</exception>
    /// <exception cref="CellSkippedException">The cell can't run here; it is counted as skipped.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted.</exception>
    Task RunAsync(CellSubmission submission, IHost host, CancellationToken cancellationToken);

    /// <summary>What could stand at <paramref name="position"/> (UTF-16 units from the start of <paramref name="text"/>).</summary>
    Task<CellCompletions> CompleteAsync(string text, int position, IHost host, CancellationToken cancellationToken);
}

/// <summary>An option of a cell language.</summary>
/// <param name="Name">With its dashes: "--name".</param>
/// <param name="Description">One line for <c>#!lsmagic</c> and completion.</param>
/// <param name="TakesValue">False for a switch; its value in a submission is then "".</param>
public sealed record CellOption(string Name, string Description, bool TakesValue = true);

/// <summary>The text of a cell without its first line, and the options that stood there.</summary>
/// <param name="Text">What is to run; lines are separated by \n.</param>
/// <param name="Options">By name with dashes, as written.</param>
/// <param name="FirstLine">The line of the notebook's cell, counted from 1, at which <paramref name="Text"/> begins.</param>
public sealed record CellSubmission(string Text, IReadOnlyDictionary<string, string> Options, int FirstLine)
{
    /// <summary><see cref="Text"/> behind as many blank lines as stand above it in the cell, so that its lines are counted as the cell's.</summary>
    public string TextInCell => new string('\n', FirstLine - 1) + Text;

    /// <summary>The value of an option, or null where it was not given.</summary>
    public string? Option(string name) => Options.GetValueOrDefault(name);
}

/// <summary>Completions that replace the text from <paramref name="Start"/> to <paramref name="End"/> (UTF-16 units).</summary>
public sealed record CellCompletions(int Start, int End, IReadOnlyList<CellCompletion> Items)
{
    /// <summary>Nothing to offer at a position.</summary>
    public static CellCompletions None(int position) => new(position, position, []);
}

/// <summary>One completion.</summary>
/// <param name="Text">What is inserted.</param>
/// <param name="Kind">As front ends show it: "table", "column", "keyword", "function", "method", "property", …</param>
/// <param name="Documentation">A line or two, or null.</param>
public sealed record CellCompletion(string Text, string Kind, string? Documentation = null);

/// <summary>A cell that failed for a reason that its writer can mend. Shown without a stack trace.</summary>
public sealed class CellException : Exception
{
    /// <param name="errorName">What Jupyter calls <c>ename</c>: the server's own code where there is one ("42P01"), else a short name ("SyntaxError").</param>
    /// <param name="message">What was expected, what came, what to do.</param>
    /// <param name="line">The line of the notebook's cell, counted from 1; null where there is none, or the message shows it.</param>
    /// <param name="column">The column in that line, counted from 1.</param>
    /// <param name="inner">The driver's exception, if any.</param>
    public CellException(string errorName, string message, int? line = null, int? column = null, Exception? inner = null)
        : base(message, inner)
    {
        ErrorName = errorName;
        Line = line;
        Column = column;
    }

    /// <summary>Jupyter's <c>ename</c>.</summary>
    public string ErrorName { get; }

    /// <summary>The line of the notebook's cell, counted from 1, or null.</summary>
    public int? Line { get; }

    /// <summary>The column in that line, counted from 1, or null.</summary>
    public int? Column { get; }
}

/// <summary>Ends a cell as skipped: visible in the notebook, counted in the report, no failure.</summary>
/// <param name="requirement">What was missing, as <c>#!requires</c> would say it: "store:NAME".</param>
/// <param name="reason">Why it is missing and what would help.</param>
public sealed class CellSkippedException(string requirement, string reason) : Exception(reason)
{
    /// <summary>What was missing: "store:NAME", "package:ID", …</summary>
    public string Requirement { get; } = requirement;
}

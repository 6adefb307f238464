using System.ComponentModel;

namespace StorageCourse.Host.Script;

/// <summary>What the loops of a cell ask on every turn, so that an interrupt ends them. The compiler of cells inserts the question.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellInterrupt
{
#pragma warning disable CA2211, CA1051 // A field, because a loop reads it on every turn.
    /// <summary>True from an interrupt until the interrupted cell's code has ended.</summary>
    public static volatile bool Requested;
#pragma warning restore CA2211, CA1051

    /// <summary>Whether the calling code belongs to the cell that was interrupted. Set by the engine.</summary>
    public static Func<bool> ConcernsCaller { get; set; } = () => false;

    /// <summary>The same question where only an expression can stand.</summary>
    /// <returns>The value as it came.</returns>
    public static T Pass<T>(T value)
    {
        if (Requested) Throw();
        return value;
    }

    /// <summary>Ends the calling code if it belongs to the interrupted cell.</summary>
    /// <exception cref="OperationCanceledException">It does.</exception>
    public static void Throw()
    {
        if (ConcernsCaller()) throw new OperationCanceledException("the cell was interrupted");
    }
}

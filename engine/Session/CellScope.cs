using StorageCourse.Engine.Jupyter;

namespace StorageCourse.Engine.Session;

/// <summary>The cell to which output belongs. It flows with the asynchronous context, so that a background task writes under the cell that started it.</summary>
/// <remarks>
/// It can't be handed down instead: between a cell and what it shows stand the console, and the learner's own code, which calls the helpers and
/// is handed nothing. What a cell language is handed, the host, finds its cell here as they do, so that there is one answer and not two.
/// </remarks>
internal sealed class CellScope(ICellOutput output, CancellationToken interrupt)
{
    private static readonly AsyncLocal<CellScope?> Flowing = new();
    private static volatile CellScope? last;

    /// <summary>The cell of this context; where the context was lost, the cell that ran last.</summary>
    public static CellScope? Current => Flowing.Value ?? last;

    /// <summary>Where the cell's output goes.</summary>
    public ICellOutput Output { get; } = output;

    /// <summary>Cancelled when the cell is interrupted.</summary>
    public CancellationToken Interrupt { get; } = interrupt;

    /// <summary>Whether the calling code belongs to a cell that was interrupted.</summary>
    public static bool IsInterrupted => Flowing.Value?.Interrupt.IsCancellationRequested == true;

    /// <summary>Makes this the cell of the context.</summary>
    public void Enter()
    {
        Flowing.Value = this;
        last = this;
    }
}

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>The last lines that a process wrote.</summary>
internal sealed class StderrTail
{
    private const int Lines = 200;
    private readonly Queue<string> lines = new();

    /// <summary>Remembers a line.</summary>
    public void Add(string? line)
    {
        if (line is null) return;
        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > Lines) lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (lines) return string.Join('\n', lines);
    }
}

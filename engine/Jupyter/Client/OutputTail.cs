using System.Text;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>The last of what a process writes, read so that the process never waits for a reader.</summary>
internal sealed class OutputTail
{
    private const int Length = 32 << 10;
    private readonly StringBuilder text = new();

    /// <summary>Reads to the end: that of the process and of all children that have inherited the stream.</summary>
    public async Task ReadAsync(StreamReader stream)
    {
        var buffer = new char[4096];
        try
        {
            while (await stream.ReadAsync(buffer.AsMemory()) is > 0 and var count) Append(buffer.AsSpan(0, count));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was disposed of.
        }
    }

    public override string ToString()
    {
        lock (text) return text.ToString().Trim();
    }

    private void Append(ReadOnlySpan<char> written)
    {
        lock (text)
        {
            text.Append(written);
            if (text.Length > 2 * Length) text.Remove(0, text.Length - Length);
        }
    }
}

using System.Globalization;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>Where refused messages and failures are noted.</summary>
internal sealed class KernelLog(TextWriter writer)
{
    private readonly TextWriter writer = TextWriter.Synchronized(writer);

    /// <summary>Notes a line.</summary>
    public void Write(string line) => writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"storage-course kernel: {line}"));
}

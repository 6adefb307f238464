using System.Text;

namespace StorageCourse.Engine.Session;

/// <summary>Sends what code writes to the console to the cell that it belongs to.</summary>
internal sealed class ConsoleCapture : TextWriter
{
    private readonly bool isError;
    private readonly TextWriter original;

    private ConsoleCapture(bool isError, TextWriter original)
    {
        this.isError = isError;
        this.original = original;
        CoreNewLine = ['\n'];
    }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Replaces the process's console writers.</summary>
    public static void Install()
    {
        Console.SetOut(new ConsoleCapture(isError: false, Console.Out));
        Console.SetError(new ConsoleCapture(isError: true, Console.Error));
    }

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        if (CellScope.Current is not { } cell) original.Write(value);
        else if (isError) cell.Output.Stderr(value);
        else cell.Output.Stdout(value);
    }
}

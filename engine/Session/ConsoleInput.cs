namespace StorageCourse.Engine.Session;

/// <summary>What code reads from the console, it asks of the front end of its cell.</summary>
internal sealed class ConsoleInput : TextReader
{
    private string rest = "";

    /// <summary>Replaces the process's console reader.</summary>
    public static void Install() => Console.SetIn(new ConsoleInput());

    /// <inheritdoc/>
    public override string? ReadLine()
    {
        var line = rest.Length > 0 ? rest.TrimEnd('\n') : Ask();
        rest = "";
        return line;
    }

    /// <inheritdoc/>
    public override int Peek() => rest.Length > 0 ? rest[0] : -1;

    /// <inheritdoc/>
    public override int Read()
    {
        if (rest.Length == 0) rest = Ask() + "\n";
        var character = rest[0];
        rest = rest[1..];
        return character;
    }

    private static string Ask()
    {
        var cell = CellScope.Current ?? throw new InvalidOperationException("expected to read for a cell, but none has run yet");
        return cell.Output.ReadLineAsync("", password: false, cell.Interrupt).GetAwaiter().GetResult();
    }
}

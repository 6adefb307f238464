using StorageCourse.Host;

namespace StorageCourse.Engine.Magics;

/// <summary>A line that begins with <c>#!</c> and does something before the rest of its cell runs.</summary>
internal interface IMagic
{
    /// <summary>The word after <c>#!</c>.</summary>
    string Name { get; }

    /// <summary>One line for <c>#!lsmagic</c>.</summary>
    string Description { get; }

    /// <summary>The options that it takes.</summary>
    IReadOnlyList<CellOption> Options { get; }

    /// <summary>Whether it takes words that are no options.</summary>
    bool TakesArguments => false;

    /// <summary>Does it.</summary>
    /// <exception cref="CellException">It was written wrongly, or can't be done.</exception>
    Task RunAsync(MagicCall call, CancellationToken cancellationToken);
}

/// <summary>A magic as it stands in a cell.</summary>
/// <param name="Arguments">What follows the name and is no option, quotes taken off.</param>
/// <param name="Options">By name with dashes.</param>
/// <param name="Context">The cell or file around it.</param>
internal sealed record MagicCall(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Options, SourceContext Context)
{
    /// <summary>The one argument that the magic needs.</summary>
    public string Argument(string name, string what) => Arguments is [var only]
        ? only
        : throw new CellException("Usage", $"expected #!{name} {what}, got {(Arguments.Count == 0 ? "nothing" : string.Join(' ', Arguments))} after #!{name}");

    /// <summary>An option that the magic needs.</summary>
    public string Option(string magic, string option) => Options.TryGetValue(option, out var value)
        ? value
        : throw new CellException("Usage", $"expected the option {option} of #!{magic}, but it is not there");
}

/// <summary>Where a text comes from.</summary>
/// <param name="Path">What errors call it: "cell 3" or a file's path.</param>
/// <param name="Folder">What relative paths in it are relative to.</param>
/// <param name="Importer">Where the <c>#!import</c> of it stands; null for a cell of the notebook itself.</param>
internal sealed record SourceContext(string Path, string Folder, SourceContext? Importer = null)
{
    /// <summary>The imported file's absolute path; null for a cell of the notebook itself.</summary>
    public string? File { get; init; }

    /// <summary>Whether the text comes from a file that was imported.</summary>
    public bool IsImported => Importer is not null;
}

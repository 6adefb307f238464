using System.Text.Json.Serialization;
using Microsoft.DotNet.Interactive.Commands;

namespace StorageCourse.DotNetInteractive;

/// <summary>What <c>#!requires</c> asks for. The engine reads one from the cell's line, as JSON.</summary>
public sealed class RequiresCommand : KernelDirectiveCommand, IJsonOnDeserialized
{
    /// <summary>"store:mssql"</summary>
    public string What { get; set; } = "";

    // Asked here, while the engine takes the cell apart: afterwards it would restore the cell's packages first,
    // and refuse a cell with a magic that only a package brings.
    void IJsonOnDeserialized.OnDeserialized() => RequiresDirective.Ask(this);
}

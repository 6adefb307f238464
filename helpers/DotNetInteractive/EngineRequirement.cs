using StorageCourse.Host;

namespace StorageCourse.DotNetInteractive;

/// <summary><c>#!requires engine:NAME</c></summary>
internal sealed class EngineRequirement(string engine) : IRequirement
{
    public string Kind => "engine";

    public ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken) =>
        new(value == engine ? null : $"this cell is for the engine {value}; this is {engine}");
}

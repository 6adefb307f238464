using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Server;

/// <summary>A message of a type that no other handler knows.</summary>
internal sealed class UnknownRequestHandler(string type, KernelLog log) : RequestHandler(type, log)
{
    /// <inheritdoc/>
    protected override Task WriteReplyAsync(JsonElement content, Utf8JsonWriter reply) => throw new NotSupportedException($"this kernel does not know {Type}");
}

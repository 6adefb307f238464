using System.Text.Json;

namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>What a kernel says about a cell that it runs.</summary>
internal abstract record KernelMessage;

/// <summary>The cell begins to run under this number.</summary>
internal sealed record ExecuteInput(int ExecutionCount) : KernelMessage;

/// <summary>A piece of standard output ("stdout") or standard error ("stderr").</summary>
internal sealed record StreamText(string Name, string Text) : KernelMessage;

/// <summary>A display. <paramref name="Data"/> is the object of MIME types as it came.</summary>
internal sealed record DisplayData(JsonElement Data, JsonElement Metadata, string? DisplayId) : KernelMessage;

/// <summary>New content for all displays with this id, in this cell and in others.</summary>
internal sealed record UpdateDisplayData(JsonElement Data, JsonElement Metadata, string DisplayId) : KernelMessage;

/// <summary>The value of the cell's last expression. Some kernels give it a display id, too.</summary>
internal sealed record ExecuteResult(JsonElement Data, JsonElement Metadata, int ExecutionCount, string? DisplayId) : KernelMessage;

/// <summary>The cell failed.</summary>
internal sealed record ErrorOutput(string Name, string Value, IReadOnlyList<string> Traceback) : KernelMessage;

/// <summary>The cell's output so far is to be removed; with <paramref name="Wait"/> only when the next output comes.</summary>
internal sealed record ClearOutput(bool Wait) : KernelMessage;

/// <summary>The cell is done. The last message of an execution.</summary>
/// <param name="Status">"ok", "error" or "aborted".</param>
/// <param name="ExecutionCount">The cell's number, where the kernel said one.</param>
/// <param name="Error">What went wrong, where the status is "error".</param>
internal sealed record ExecuteReply(string Status, int? ExecutionCount, ErrorOutput? Error) : KernelMessage;

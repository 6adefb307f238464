namespace StorageCourse.Engine.Jupyter.Client;

/// <summary>The kernel's process or its connection ended while an answer was awaited.</summary>
internal sealed class KernelDiedException(string message, Exception? inner = null) : Exception(message, inner);

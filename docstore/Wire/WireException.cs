namespace StorageCourse.Docstore.Wire;

/// <summary>Bytes that are no message of MongoDB's wire protocol. After them nothing on that connection can be trusted, so it is closed.</summary>
internal sealed class WireException(string message) : IOException(message);

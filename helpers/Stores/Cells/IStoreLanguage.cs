using StorageCourse.Host;

namespace StorageCourse.Stores.Cells;

/// <summary>A language whose cells have sessions with a server.</summary>
internal interface IStoreLanguage : ICellLanguage
{
    /// <summary>Closes all sessions; servers that don't answer are not waited for.</summary>
    void CloseSessions();
}

using StorageCourse.Host;
using StorageCourse.Stores.Mongo;
using StorageCourse.Stores.MySql;
using StorageCourse.Stores.PostgreSql;
using StorageCourse.Stores.Redis;
using StorageCourse.Stores.Sql;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Stores.Cells;

/// <summary>The languages of cells that speak to a store.</summary>
public static class CellLanguages
{
    private static readonly Lock Gate = new();
    private static IReadOnlyList<IStoreLanguage> registered = [];

    /// <summary>Makes an engine know them all. A second call (Run All twice) begins with new sessions; the old ones are closed.</summary>
    public static void Register(IHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        lock (Gate)
        {
            foreach (var old in registered) old.CloseSessions();
            registered = Create();
            foreach (var language in registered) host.Register(language);
        }
    }

    /// <summary>New ones, with no session open.</summary>
    internal static IReadOnlyList<IStoreLanguage> Create() =>
        [new SqlLanguage(new PostgreSqlDialect()), new SqlLanguage(new MySqlDialect()), new SqlLanguage(new MsSqlDialect()), new MongoLanguage(), new RedisLanguage()];
}

/// <summary>A language whose cells have sessions with a server.</summary>
internal interface IStoreLanguage : ICellLanguage
{
    /// <summary>Closes all sessions; servers that don't answer are not waited for.</summary>
    void CloseSessions();
}

using System.Collections.Immutable;

namespace StorageCourse.Labs.Containers;

/// <summary>
/// The images that the container provider knows. The tags are the versions with which the chapters are tested natively, where there is a native server;
/// <c>LAB_POSTGRES_IMAGE=postgres:18</c> and its like name others, and <c>LAB_MYSQL_IMAGE=mysql</c> chooses MySQL in MariaDB's place.
/// </summary>
internal static class ContainerImages
{
    /// <summary>A further store is one row here, and one builder in <see cref="ContainerBuilders"/>. Of several rows of a store the first is the usual one.</summary>
    public static IReadOnlyList<ContainerImage> All { get; } =
    [
        new("postgres", "postgresql", "postgres:15.19-bookworm", 5432, "course", "course", "postgres://course:{0}@127.0.0.1:{1}/course")
        {
            Environment = ImmutableDictionary<string, string>.Empty.Add("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8"),
        },
        new("mysql", "mariadb", "mariadb:10.11.18", 3306, "root", "course", "mysql://root:{0}@127.0.0.1:{1}/course"),
        new("mysql", "mysql", "mysql:8.4.11", 3306, "root", "course", "mysql://root:{0}@127.0.0.1:{1}/course"),
        new("redis", "redis", "redis:7.0.15-bookworm", 6379, "default", "0", "redis://:{0}@127.0.0.1:{1}"),
        new("mongo", "mongodb", "mongo:7.0.40", 27017, "course", "course", "mongodb://course:{0}@127.0.0.1:{1}/?authSource=admin")
        {
            UriOptions = "authSource=admin&directConnection=true",
        },
        // The image exists for x86-64 only.
        new("mssql", "sqlserver", "mcr.microsoft.com/mssql/server:2022-CU14-ubuntu-22.04", 1433, "sa", "", "Server=127.0.0.1,{1};User ID=sa;Password={0};TrustServerCertificate=true")
        {
            Platform = "linux/amd64",
            Environment = ImmutableDictionary<string, string>.Empty.Add("MSSQL_PID", "Developer").Add("MSSQL_MEMORY_LIMIT_MB", "1536"),
        },
    ];

    /// <summary>The variable that names another image for a store.</summary>
    public static string VariableOf(string store) => $"LAB_{store.ToUpperInvariant()}_IMAGE";

    /// <summary>The row of a store, with the image that its variable names; null where the store has no image.</summary>
    public static ContainerImage? Find(string store) => Choose(store, LabSetting.Find(VariableOf(store)));

    /// <summary>The row of a store, with another image in the pinned one's place if there is one named; null where the store has no image.</summary>
    internal static ContainerImage? Choose(string store, string? named)
    {
        var rows = All.Where(row => row.Store == store).ToList();
        if (rows.Count == 0 || named is null) return rows.FirstOrDefault();
        var row = rows.Find(row => row.Name == ContainerImage.NameOf(named)) ?? rows[0];
        // A name alone means the version that is pinned here.
        return named == row.Name ? row : row with { Image = named };
    }
}

using System.Collections.Immutable;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;
using StorageCourse.Labs.Containers;
using Testcontainers.MsSql;

namespace StorageCourse.Stores.SqlServer;

/// <summary>SQL Server in a container; its image exists for x86-64 only.</summary>
internal sealed record SqlServerContainer : ContainerImage
{
    public SqlServerContainer()
        : base("mssql", "sqlserver", "mcr.microsoft.com/mssql/server:2022-CU14-ubuntu-22.04", 1433, "sa", "", "Server=127.0.0.1,{1};User ID=sa;Password={0};TrustServerCertificate=true")
    {
        Platform = "linux/amd64";
        Environment = ImmutableDictionary<string, string>.Empty.Add("MSSQL_PID", "Developer").Add("MSSQL_MEMORY_LIMIT_MB", "1536");
    }

    public override string? WhyNot(IReadOnlyDictionary<string, string> settings) =>
        settings.Keys.FirstOrDefault(name => !name.StartsWith("MSSQL_", StringComparison.Ordinal)) is { } setting
            ? $"SQL Server in a container takes settings by variables such as MSSQL_COLLATION, and {setting} is asked for"
            : null;

    public override ContainerOrder Configure(ContainerOrder order, IReadOnlyDictionary<string, string> settings) => order with { Environment = settings };

    public override IContainer Build(IImage image, ContainerOrder order, ILogger logger) =>
        ContainerBuilders.Complete(new MsSqlBuilder(image).WithPassword(order.Password), order, logger).Build();
}

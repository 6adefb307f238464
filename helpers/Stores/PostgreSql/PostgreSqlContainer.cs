using System.Collections.Immutable;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging;
using StorageCourse.Labs.Containers;
using Testcontainers.PostgreSql;

namespace StorageCourse.Stores.PostgreSql;

/// <summary>PostgreSQL in a container.</summary>
internal sealed record PostgreSqlContainer : ContainerImage
{
    public PostgreSqlContainer()
        : base("postgres", "postgresql", "postgres:15.19-bookworm", 5432, "course", "course", "postgres://course:{0}@127.0.0.1:{1}/course") =>
        Environment = ImmutableDictionary<string, string>.Empty.Add("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C.UTF-8");

    // In place of the builder's own command, which switches fsync off: here the disk is what is looked at.
    public override ContainerOrder Configure(ContainerOrder order, IReadOnlyDictionary<string, string> settings) =>
        order with { Command = ["postgres", .. settings.SelectMany(setting => (string[])["-c", $"{setting.Key}={setting.Value}"])] };

    public override IContainer Build(IImage image, ContainerOrder order, ILogger logger) =>
        ContainerBuilders.Complete(new PostgreSqlBuilder(image).WithUsername(User).WithPassword(order.Password).WithDatabase(Database), order, logger).Build();
}

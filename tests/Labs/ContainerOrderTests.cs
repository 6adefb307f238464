using StorageCourse.Labs.Containers;

namespace StorageCourse.Tests.Labs;

/// <summary>What is ordered for a need.</summary>
public sealed class ContainerOrderTests
{
    private const string Password = "Aa1secret";

    [Fact]
    public void PostgreSQL_writes_to_the_disk_although_the_builders_own_command_says_otherwise()
    {
        var order = Order("postgresql", ("work_mem", "1MB"), ("shared_preload_libraries", "pg_stat_statements"));
        order.Command.ShouldBe(["postgres", "-c", "shared_preload_libraries=pg_stat_statements", "-c", "work_mem=1MB"]);
        Order("postgresql").Command.ShouldBe(["postgres"]);
    }

    [Fact]
    public void Settings_are_the_servers_own_options()
    {
        Order("mariadb", ("innodb-lock-wait-timeout", "1")).Command.ShouldContain("--innodb-lock-wait-timeout=1");
        Order("mysql", ("general-log", "1")).Command.ShouldContain("--general-log=1");
        Order("mongodb", ("wiredTigerCacheSizeGB", "0.5")).Options.ShouldBe(["--wiredTigerCacheSizeGB", "0.5"]);
        Order("mongodb", ("replSet", "rs0")).ShouldSatisfyAllConditions(order => order.ReplicaSet.ShouldBe("rs0"), order => order.Options.ShouldBeEmpty());
        Order("sqlserver", ("MSSQL_COLLATION", "Latin1_General_100_BIN2")).Environment["MSSQL_COLLATION"].ShouldBe("Latin1_General_100_BIN2");
        Order("redis", ("maxmemory", "10mb"), ("appendonly", "yes")).Files["/data/redis.conf"].ShouldBe($"requirepass {Password}\ndir /data\nappendonly yes\nmaxmemory 10mb\n");
    }

    [Theory]
    [InlineData("postgresql")]
    [InlineData("mariadb")]
    [InlineData("mysql")]
    [InlineData("redis")]
    [InlineData("mongodb")]
    [InlineData("sqlserver")]
    public void The_password_is_in_no_command_line_label_or_text(string flavor)
    {
        var order = Order(flavor, ("MSSQL_X", "1"));
        order.Command.ShouldAllBe(word => !word.Contains(Password));
        order.Labels.Values.ShouldAllBe(value => !value.Contains(Password));
        order.ToString().ShouldNotContain(Password);
    }

    private static ContainerOrder Order(string flavor, params (string Name, string Value)[] settings)
    {
        var order = new ContainerOrder
        {
            Image = ContainerImages.All.Single(image => image.Flavor == flavor), Engine = new Uri("unix:///var/run/docker.sock"), HostPort = 2,
            Password = Password, NeedsReaper = false, Labels = new Dictionary<string, string> { ["course.store"] = "x" },
        };
        return order.Image.Configure(order, settings.OrderBy(setting => setting.Name, StringComparer.Ordinal).ToDictionary(setting => setting.Name, setting => setting.Value));
    }
}

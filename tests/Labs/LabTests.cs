using StorageCourse.Host;
using StorageCourse.Labs;
using StorageCourse.Stores.Redis;
using StorageCourse.Tests.Host;

namespace StorageCourse.Tests.Labs;

/// <summary>What a lab promises, whatever its servers are.</summary>
[Collection(LabCollection.Name)]
public sealed class LabTests
{
    [Fact]
    public void An_unknown_store_is_an_error_that_lists_the_known()
    {
        var error = Should.Throw<ArgumentException>(() => { Need need = "oracle"; });
        error.Message.ShouldContain("postgres, mysql, redis, mongo, mssql");
        error.Message.ShouldContain("\"oracle\"");
    }

    [Fact]
    public async Task The_same_needs_twice_are_the_same_lab_and_overlapping_needs_share_servers()
    {
        await using var first = await Lab.StartAsync("redis", "postgres", "mongo");
        (await Lab.StartAsync("mongo", "postgres", "redis")).ShouldBeSameAs(first);
        var second = await Lab.StartAsync("redis", "mongo");
        second.ShouldNotBeSameAs(first);
        second.Redis.ShouldBeSameAs(first.Redis);
        await second.DisposeAsync();
        await using var connection = await first.Postgres.OpenAsync(TestContext.Current.CancellationToken);
        using var redis = await RespConnection.ConnectAsync(first.Redis.Endpoint, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_server_of_ones_own_is_given_to_nobody_else_and_the_newest_lab_is_found_first()
    {
        await using var shared = await Lab.StartAsync("redis", "mssql", "mongo");
        await using var own = await Lab.StartAsync(Need.Redis.Own(), "mssql");
        Lab.Find("redis").ShouldBeSameAs(own.Redis);
        own.Redis.ShouldNotBeSameAs(shared.Redis);
        own.Redis.IsOwn.ShouldBeTrue();
        shared.Redis.IsOwn.ShouldBeFalse();
    }

    [Fact]
    public async Task One_lab_can_have_two_servers_of_a_store()
    {
        await using var lab = await Lab.StartAsync(Need.Redis.Named("red"), Need.Redis.Named("blue"));
        lab["red"].Endpoint.Port.ShouldNotBe(lab["blue"].Endpoint.Port);
        (await Should.ThrowAsync<ArgumentException>(() => Lab.StartAsync(Need.Redis.Named("red"), Need.Redis.Named("red")))).Message.ShouldContain("\"red\"");
    }

    [Fact]
    public async Task Run_all_again_brings_back_a_server_that_was_left_killed_or_paused()
    {
        Need need = Need.Redis.Named("revived");
        await using var lab = await Lab.StartAsync(need);
        await lab["revived"].KillAsync(TestContext.Current.CancellationToken);
        (await Lab.StartAsync(need)).ShouldBeSameAs(lab);
        await PingAsync(lab["revived"].Endpoint);
        await lab["revived"].PauseAsync(TestContext.Current.CancellationToken);
        await Lab.StartAsync(need);
        await PingAsync(lab["revived"].Endpoint);
    }

    [Fact]
    public async Task A_store_that_cannot_be_had_is_a_row_that_names_every_provider_that_is_for_it_and_its_cells_are_skipped()
    {
        await using var lab = await Lab.StartAsync("mssql", "redis");
        lab.Redis.ShouldNotBeNull();
        var reason = lab.Stores[0].Reason.ShouldNotBeNull();
        foreach (var provider in new[] { "attached: ", "container: " }) reason.ShouldContain(provider);
        foreach (var provider in new[] { "native: ", "embedded: " }) reason.ShouldNotContain(provider);
        lab.ToBundle().Data[MimeType.Text].ShouldContain("mssql | –");
        var skipped = Should.Throw<CellSkippedException>(() => lab["mssql"]);
        skipped.Requirement.ShouldBe("store:mssql");
        skipped.Message.ShouldContain(reason);
        Should.Throw<CellSkippedException>(() => Lab.Require("mssql")).Requirement.ShouldBe("store:mssql");
        LabTable.OutcomeOf(lab.Stores[0]).Status.ShouldBe(OutcomeStatus.Skipped);
        var passed = LabTable.OutcomeOf(lab.Stores[1]);
        passed.ShouldSatisfyAllConditions(
            () => passed.Kind.ShouldBe(OutcomeKind.Store), () => passed.Id.ShouldBe("redis"), () => passed.Status.ShouldBe(OutcomeStatus.Passed), () => passed.Figures["startup_ms"].ShouldBeGreaterThan(0));
    }

    [Fact]
    public async Task A_store_that_was_not_asked_for_is_an_error_not_a_skip()
    {
        await using var lab = await Lab.StartAsync(Need.Redis.Named("alone"));
        Should.Throw<CellException>(() => lab.MySql).Message.ShouldContain("add it to Lab.StartAsync");
    }

    [Fact]
    public async Task Requirements_ask_the_running_labs()
    {
        var host = new RecordingHost();
        LabRequirements.Register(host);
        await using var lab = await Lab.StartAsync("mysql", "mongo", "mssql");
        var token = TestContext.Current.CancellationToken;
        (await host.Requirements["store"].WhyMissingAsync("mysql", token)).ShouldBeNull();
        (await host.Requirements["store"].WhyMissingAsync("mongo", token)).ShouldBeNull();
        (await host.Requirements["store"].WhyMissingAsync("mssql", token)).ShouldNotBeNull().ShouldContain("container");
        (await host.Requirements["mysql"].WhyMissingAsync("mariadb", token)).ShouldBeNull();
        (await host.Requirements["mysql"].WhyMissingAsync("mysql", token)).ShouldNotBeNull().ShouldContain("mariadb");
        host.Requirements.ShouldContainKey("docker");
    }

    private static async Task PingAsync(StoreEndpoint endpoint)
    {
        using var redis = await RespConnection.ConnectAsync(endpoint, TestContext.Current.CancellationToken);
        (await redis.CallAsync(TestContext.Current.CancellationToken, "PING")).Text.ShouldBe("PONG");
    }
}

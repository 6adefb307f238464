using System.Net;
using System.Net.Sockets;
using StorageCourse.Stores.SqlServer;

namespace StorageCourse.Tests.Stores.SqlServer;

/// <summary>What stands under a #!mssql cell that failed.</summary>
public sealed class MsSqlErrorTests
{
    [Fact]
    public async Task Where_nobody_listens_the_drivers_own_words_are_told()
    {
        var port = FreePort();
        var endpoint = new StoreEndpoint("mssql", "sqlserver", new(16, 0), "127.0.0.1", port, "sa", "secret", "master");
        var error = await Should.ThrowAsync<Exception>(() => new SqlServerDialect().OpenAsync(endpoint, TestContext.Current.CancellationToken));
        var failure = new SqlServerDialect().Describe(error, "");
        (failure.IsLost, failure.IsCancelled, failure.Line, failure.Position).ShouldBe((true, false, null, null));
        failure.Message.ShouldContain("server");
        failure.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void An_error_in_a_procedure_names_it_and_points_at_no_line_of_the_cell()
    {
        var failure = SqlServerDialect.Describe([new(8134, 1, 16, 3, "dbo.halve", "Divide by zero error encountered.")], "exec halve");
        failure.Code.ShouldBe("8134");
        failure.Message.ShouldBe("Divide by zero error encountered. [Msg 8134, Level 16, State 1]");
        failure.Details.ShouldBe(["in dbo.halve, line 3"]);
        (failure.Line, failure.Position).ShouldBe((null, null));
    }

    [Theory]
    [InlineData(0, 11, "Cancelled", true, false)]
    [InlineData(0, 20, "ConnectionLost", false, true)]
    [InlineData(596, 21, "596", false, true)]
    [InlineData(208, 16, "208", false, false)]
    public void A_cancelled_batch_and_a_lost_connection_are_told_from_errors(int number, int severity, string code, bool isCancelled, bool isLost)
    {
        var failure = SqlServerDialect.Describe([new(number, 1, severity, 1, "", "said")], "select 1");
        (failure.Code, failure.IsCancelled, failure.IsLost).ShouldBe((code, isCancelled, isLost));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

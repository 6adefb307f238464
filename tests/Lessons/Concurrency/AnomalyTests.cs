using StorageCourse.Tests.Stores;

namespace StorageCourse.Tests.Lessons.Concurrency;

/// <summary>
/// What the servers document of their levels: PostgreSQL 15, 13.2 "Transaction Isolation"; MariaDB Knowledge Base, "SET TRANSACTION" and
/// "InnoDB System Variables: innodb_snapshot_isolation"; and Hermitage for both, which measured the same.
/// </summary>
public sealed class AnomalyTests
{
    private static readonly string[] Everything = ["G0", "G1a", "G1b", "G1c", "OTV", "PMP", "P4", "G-single", "G2-item", "G2"];

    private static readonly Dictionary<string, string[]> Documented = new()
    {
        // PostgreSQL's read uncommitted is its read committed.
        ["PostgreSQL · read uncommitted"] = ["PMP", "P4", "G-single", "G2-item", "G2"],
        ["PostgreSQL · read committed"] = ["PMP", "P4", "G-single", "G2-item", "G2"],
        ["PostgreSQL · repeatable read"] = ["G2-item", "G2"],
        ["PostgreSQL · serializable"] = [],
        ["MariaDB · read uncommitted"] = ["G1a", "G1b", "G1c", "OTV", "PMP", "P4", "G-single", "G2-item", "G2"],
        ["MariaDB · read committed"] = ["PMP", "P4", "G-single", "G2-item", "G2"],
        ["MariaDB · repeatable read"] = ["P4", "G2-item", "G2"],
        ["MariaDB · repeatable read, snapshot"] = ["G2-item", "G2"],
        ["MariaDB · serializable"] = [],
    };

    [Fact]
    public async Task What_happens_at_each_level_is_what_the_servers_document()
    {
        var lab = await CellRunner.StartAsync("postgres", "mysql");
        if (lab.MySql.Endpoint.Flavor != "mariadb") Assert.Skip("the documented matrix is MariaDB's");
        var matrix = await AnomalyMatrix.RunAsync(lab.Postgres, lab.MySql);
        foreach (var column in matrix.Columns)
            Everything.Where(id => matrix[id, column].Outcome == AnomalyOutcome.Happens).ShouldBe(Documented[column], column);
        matrix.Columns.Count.ShouldBeGreaterThanOrEqualTo(8);
    }

    [Theory]
    [InlineData("postgres", Isolation.ReadCommitted, "G0", AnomalyOutcome.Waits)]
    [InlineData("postgres", Isolation.ReadCommitted, "G1a", AnomalyOutcome.Unseen)]
    [InlineData("postgres", Isolation.RepeatableRead, "P4", AnomalyOutcome.Aborts)]
    [InlineData("postgres", Isolation.Serializable, "G2", AnomalyOutcome.Aborts)]
    [InlineData("mysql", Isolation.Serializable, "PMP", AnomalyOutcome.Waits)]
    [InlineData("mysql", Isolation.Serializable, "G2-item", AnomalyOutcome.Aborts)]
    public async Task What_prevents_an_anomaly_is_told_apart(string store, Isolation level, string anomaly, AnomalyOutcome outcome)
    {
        var lab = await CellRunner.StartAsync(store);
        (await Anomaly.Of(anomaly).RunAsync(lab[store], level, cancellationToken: TestContext.Current.CancellationToken)).Outcome.ShouldBe(outcome);
    }
}

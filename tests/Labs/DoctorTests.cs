using System.Text.Json;
using StorageCourse.Host;

namespace StorageCourse.Tests.Labs;

public sealed class DoctorTests
{
    [Fact]
    public async Task The_doctor_says_of_each_store_who_would_serve_it_and_of_which_version()
    {
        var examination = await Doctor.ExamineAsync(TestContext.Current.CancellationToken);
        var stores = examination.Findings.Where(finding => finding.Area == "store").ToDictionary(finding => finding.Name);
        stores.Keys.ShouldBe(Need.KnownStores);
        stores["redis"].Status.ShouldBe(FindingStatus.Ok);
        stores["redis"].Detail.ShouldContain("served by: native");
        stores["redis"].Detail.ShouldContain("Redis server v=");
        stores["mssql"].Status.ShouldBe(FindingStatus.Optional);
        examination.Findings.Select(finding => finding.Name).ShouldContain(".NET SDK");
        examination.ToBundle().Data[MimeType.Html].ShouldContain("shared memory");
    }

    [Fact]
    public async Task Its_JSON_holds_the_same_findings()
    {
        var examination = await Doctor.ExamineAsync(TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(examination.ToJson());
        json.RootElement.GetProperty("isWell").GetBoolean().ShouldBe(examination.IsWell);
        var first = json.RootElement.GetProperty("findings")[0];
        first.GetProperty("name").GetString().ShouldBe("postgres");
        first.GetProperty("status").GetString().ShouldBe("ok");
    }

    [Fact]
    public void What_is_missing_stands_with_the_command_that_helps()
    {
        var examination = new Examination([new("store", "redis", FindingStatus.Missing, "native: no server was found", "sh helpers/Labs/install.sh"), new("machine", "docker", FindingStatus.Optional, "none")]);
        examination.IsWell.ShouldBeFalse();
        examination.ToString().ShouldContain("✗ redis");
        examination.ToString().ShouldContain("→ sh helpers/Labs/install.sh");
        (examination with { Findings = [examination.Findings[1]] }).IsWell.ShouldBeTrue();
    }
}

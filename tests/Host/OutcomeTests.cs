using StorageCourse.Host;

namespace StorageCourse.Tests.Host;

public sealed class OutcomeTests
{
    [Fact]
    public void An_outcome_survives_the_way_to_the_runner()
    {
        var outcome = new Outcome(OutcomeKind.Exercise, "13.1", OutcomeStatus.NotAttempted, "a cache", "the stub", new Dictionary<string, double> { ["ratio"] = 1.5 });
        outcome.ToJson().ShouldContain("\"status\":\"not-attempted\"");
        Outcome.FromJson(outcome.ToJson()).ShouldBeEquivalentTo(outcome);
        Outcome.ListFromJson(outcome.ToJson()).ShouldHaveSingleItem().ShouldBeEquivalentTo(outcome);
    }

    [Fact]
    public void A_bundle_carries_one_outcome_or_several()
    {
        Outcome[] outcomes = [new(OutcomeKind.Store, "postgres", OutcomeStatus.Passed, "PostgreSQL", ""), new(OutcomeKind.Store, "redis", OutcomeStatus.Skipped, "Redis", "no server")];
        Outcome.ListFromJson(Outcome.ToJson(outcomes)).Select(outcome => (outcome.Id, outcome.Status)).ShouldBe([("postgres", OutcomeStatus.Passed), ("redis", OutcomeStatus.Skipped)]);
        Should.Throw<System.Text.Json.JsonException>(() => Outcome.ListFromJson("[null]"));
    }
}

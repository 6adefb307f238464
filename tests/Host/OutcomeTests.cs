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
    }
}

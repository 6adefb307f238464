using StorageCourse.Host;

namespace StorageCourse.Tests.Lessons.Measure;

public sealed class ClaimTests
{
    private static readonly Evidence Pages = Evidence.Of("pages", ("scan", 2_400), ("seek", 40));
    private static readonly Ratio Time = Comparison.Medians(Result("scan", 0.030, 0.031, 0.032), Result("seek", 0.001, 0.001, 0.002));

    [Theory]
    [InlineData(60, true, OutcomeStatus.Passed)]
    [InlineData(61, true, OutcomeStatus.Failed)]
    [InlineData(60, false, OutcomeStatus.Passed)]
    [InlineData(59, false, OutcomeStatus.Failed)]
    public void A_claim_on_counters_holds_up_to_its_threshold_and_no_further(double threshold, bool isLower, OutcomeStatus expected) =>
        Claim.Judge("06.a", "pages", Pages.Ratio("scan", "seek"), threshold, isLower, isMeasuring: true).Status.ShouldBe(expected);

    [Fact]
    public void Counters_are_judged_without_measuring_and_times_are_not()
    {
        Claim.Judge("06.a", "pages", Pages.Ratio(), 20, isLower: true, isMeasuring: false).Status.ShouldBe(OutcomeStatus.Passed);
        Claim.Judge("06.b", "time", Time, 2, isLower: true, isMeasuring: false).Status.ShouldBe(OutcomeStatus.Skipped);
        Claim.Judge("06.b", "time", Time, 2, isLower: true, isMeasuring: true).Status.ShouldBe(OutcomeStatus.Passed);
    }

    [Fact]
    public void A_broken_claim_says_what_was_measured_and_what_was_claimed()
    {
        var outcome = Claim.Judge("06.a", "pages", Pages.Ratio(), 100, isLower: true, isMeasuring: true);
        outcome.Detail.ShouldBe("pages: scan / seek = 60; claimed: at least 100");
        outcome.Figures["ratio"].ShouldBe(60);
        outcome.Figures["at_least"].ShouldBe(100);
    }

    [Fact]
    public void Nothing_against_nothing_is_no_evidence() =>
        Claim.Judge("06.a", "pages", Evidence.Of("pages", ("a", 0), ("b", 0)).Ratio(), 1, isLower: false, isMeasuring: true).Status.ShouldBe(OutcomeStatus.Failed);

    [Fact]
    public void The_interval_of_a_ratio_of_times_is_its_least_favourable() =>
        (Time.Low, Time.Value, Time.High).ShouldBe((0.030 / 0.002, 31, 0.032 / 0.001));

    [Fact]
    public void Of_three_variants_one_has_to_say_which() =>
        Should.Throw<ArgumentException>(() => Evidence.Of("pages", ("a", 1), ("b", 2), ("c", 3)).Ratio()).Message.ShouldContain(".Ratio(\"a\", \"b\")");

    private static VariantResult Result(string name, params double[] seconds) => new(name, seconds, 1, new Dictionary<string, double>());
}

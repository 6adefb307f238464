using System.Globalization;
using System.Net;
using StorageCourse.Host;
using StorageCourse.Stores.Plans;

namespace StorageCourse;

/// <summary>Two plans of one query, before and after a change.</summary>
public sealed class PlanComparison : IDisplayable
{
    private readonly string beforeName, afterName;

    internal PlanComparison(Plan before, Plan after, string beforeName, string afterName)
    {
        (Before, After) = (before, after);
        (this.beforeName, this.afterName) = (beforeName, afterName);
    }

    /// <summary>The plan before the change.</summary>
    public Plan Before { get; }

    /// <summary>The plan after the change.</summary>
    public Plan After { get; }

    /// <summary>A counter of both plans, the plans' names being the variants: "pages", or one of the server's own, which is 0 where no step mentions it.</summary>
    /// <exception cref="ArgumentException">The counter is "pages" or "rows", and a plan was not run.</exception>
    public Evidence Evidence(string counter) => StorageCourse.Evidence.Of(counter, (beforeName, Value(Before, counter)), (afterName, Value(After, counter)));

    /// <inheritdoc/>
    public Bundle ToBundle() => Bundle.Html(
        $"{PlanHtml.Style}<div class=\"sc-plan\"><p class=\"sc-plan-change\">{string.Join("<span></span>", Changes().Select(Html))}</p>"
            + $"<div class=\"sc-plan-pair\"><div><h4>{WebUtility.HtmlEncode(beforeName)}</h4>{PlanHtml.Body(Before)}</div><div><h4>{WebUtility.HtmlEncode(afterName)}</h4>{PlanHtml.Body(After)}</div></div></div>",
        $"{string.Join("\n", Changes().Select(change => $"{change.What}: {change.Before} → {change.After}{Factor(change)}"))}\n\n"
            + $"{beforeName}: {PlanText.Of(Before)}\n\n{afterName}: {PlanText.Of(After)}");

    private IEnumerable<(string What, string Before, string After, double? Factor)> Changes()
    {
        if (Before.Pages is { } pagesBefore && After.Pages is { } pagesAfter)
            yield return ("pages", PlanText.Count(pagesBefore), PlanText.Count(pagesAfter), Ratio(pagesBefore, pagesAfter));
        if (Before.Milliseconds is { } timeBefore && After.Milliseconds is { } timeAfter)
            yield return ("time", PlanText.Time(timeBefore), PlanText.Time(timeAfter), Ratio(timeBefore, timeAfter));
        if (Before.Pages is null && Before.Root.Cost is { } costBefore && After.Root.Cost is { } costAfter)
            yield return (Before.CostName, PlanText.Count(costBefore), PlanText.Count(costAfter), Ratio(costBefore, costAfter));
    }

    private static double Value(Plan plan, string counter) => plan.Counters.TryGetValue(counter, out var value) ? value
        : counter is not ("pages" or "rows") ? 0
        : throw new ArgumentException($"expected plans with {counter}, got one that was not run or not counted: use explain (analyze, buffers, format json), or analyze format=json", nameof(counter));

    private static double? Ratio(double before, double after) => before > 0 && after > 0 ? before / after : null;

    private static string Html((string What, string Before, string After, double? Factor) change) =>
        $"{WebUtility.HtmlEncode(change.What)} {WebUtility.HtmlEncode(change.Before)} → <b>{WebUtility.HtmlEncode(change.After)}</b>{WebUtility.HtmlEncode(Factor(change))}";

    private static string Factor((string What, string Before, string After, double? Factor) change) => change.Factor switch
    {
        null => "",
        >= 1.05 and var factor => string.Create(CultureInfo.InvariantCulture, $" ({factor:0.#}× less)"),
        <= 0.95 and var factor => string.Create(CultureInfo.InvariantCulture, $" ({1 / factor:0.#}× more)"),
        _ => " (the same)",
    };
}

using System.Globalization;
using System.Net;
using System.Text;

namespace StorageCourse.Stores.Plans;

/// <summary>
/// A plan as a table whose first column is the tree. Colours are half transparent or inherited, so that it reads on light and dark pages;
/// what a colour says stands there in words as well. Orange and blue are Okabe and Ito's, which colour-blind readers can tell apart.
/// </summary>
internal static class PlanHtml
{
    /// <summary>The style sheet, once per output.</summary>
    public const string Style =
        "<style>.sc-plan{font-size:13px;line-height:1.45;max-width:100%;overflow-x:auto}"
        + ".sc-plan table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;min-width:24em}"
        + ".sc-plan th{font-weight:400;opacity:.65;text-align:right;padding:0 .7em .2em;white-space:nowrap;border-bottom:1px solid #8886}"
        + ".sc-plan th:first-child{text-align:left}"
        + ".sc-plan td{padding:.3em .7em;text-align:right;vertical-align:top;white-space:nowrap;border-bottom:1px solid #8883}"
        + ".sc-plan td:first-child{text-align:left;white-space:normal;min-width:12em}"
        + ".sc-plan tr.hot{background:#e69f0026}.sc-plan tr.hot td:first-child{box-shadow:inset 4px 0 0 #e69f00}"
        + ".sc-plan .step{display:flex}.sc-plan .step>div{min-width:0}"
        // The rails of the tree: they run through the cells' padding, so that the lines of one row meet those of the next.
        + ".sc-plan .step>i{flex:none;width:1.15em;margin:-.3em 0;position:relative}"
        + ".sc-plan i.on:before,.sc-plan i.tee:before{content:\"\";position:absolute;left:.3em;top:0;bottom:0;border-left:1.5px solid #8889}"
        + ".sc-plan i.end:before{content:\"\";position:absolute;left:.3em;top:0;height:1em;border-left:1.5px solid #8889}"
        + ".sc-plan i.tee:after,.sc-plan i.end:after{content:\"\";position:absolute;left:.3em;width:.65em;top:1em;border-top:1.5px solid #8889}"
        + ".sc-plan .fact{display:block;opacity:.78;font-size:.9em;overflow-wrap:anywhere}.sc-plan .fact code{font-size:.95em;background:none;color:inherit;padding:0}"
        + ".sc-plan .mark{display:inline-block;background:#e69f00;color:#1a1200;border-radius:.7em;padding:0 .6em;font-size:.85em;font-weight:600;white-space:nowrap}"
        + ".sc-plan .off{display:block;color:inherit;font-weight:600;font-size:.88em;text-decoration:underline 2px #d55e00;text-underline-offset:.2em}"
        + ".sc-plan .bar{display:block;height:.32em;margin:.2em 0 0 auto;min-width:1px;border-radius:2px;background:#56b4e9}"
        + ".sc-plan .bar.time{background:#e69f00}.sc-plan small{opacity:.7;display:block}"
        + ".sc-plan-sum{margin:.2em 0 .5em}.sc-plan-sum b{font-weight:600}"
        + ".sc-plan-pair{display:flex;flex-wrap:wrap;gap:1em 2.2em}.sc-plan-pair>div{flex:1 1 28em;min-width:0;overflow-x:auto}"
        + ".sc-plan-pair td,.sc-plan-pair th{padding-left:.3em;padding-right:.3em}.sc-plan-pair td:first-child{min-width:9.5em;overflow-wrap:anywhere}.sc-plan-pair small,.sc-plan-pair th{white-space:normal}.sc-plan-pair table{min-width:0}.sc-plan-pair h4{margin:.3em 0 0;font-size:1em}.sc-plan-pair h4:first-letter{text-transform:capitalize}"
        + ".sc-plan-change{font-size:1.08em;margin:.2em 0 .4em}.sc-plan-change span{display:inline-block;width:1.6em}</style>";

    /// <summary>The plan with its style.</summary>
    public static string Of(Plan plan) => $"{Style}<div class=\"sc-plan\">{Body(plan)}</div>";

    /// <summary>The plan without the style.</summary>
    public static string Body(Plan plan)
    {
        var ran = plan.Nodes.Any(node => node.OwnMilliseconds is not null);
        var counted = plan.Nodes.Any(node => node.OwnPages is not null);
        var html = new StringBuilder("<p class=\"sc-plan-sum\">").Append(Encode(PlanText.Summary(plan)));
        if (plan.PlanningMilliseconds is { } planning) html.Append(" · planned in ").Append(Encode(PlanText.Time(planning)));
        html.Append("</p><table><thead><tr><th>step</th>").Append(counted ? "<th>own pages</th>" : "")
            .Append("<th>own ").Append(ran ? "time" : Encode(plan.CostName)).Append("</th><th>rows</th></tr></thead><tbody>");
        var most = (Effort: plan.Nodes.Max(Effort), Pages: plan.Nodes.Max(node => node.OwnPages ?? 0));
        Append(html, plan, plan.Root, [], counted, most);
        return html.Append("</tbody></table>").ToString();
    }

    /// <param name="rails">For each level above: whether its line goes on below this row.</param>
    private static void Append(StringBuilder html, Plan plan, PlanNode node, bool[] rails, bool counted, (double Effort, long Pages) most)
    {
        var mark = PlanText.Mark(plan, node);
        html.Append(mark is null ? "<tr>" : "<tr class=\"hot\">").Append("<td><div class=\"step\">");
        for (var i = 0; i < rails.Length; i++)
        {
            var isLast = i == rails.Length - 1;
            html.Append((isLast, rails[i]) switch
            {
                (true, true) => "<i class=\"tee\"></i>",
                (true, false) => "<i class=\"end\"></i>",
                (false, true) => "<i class=\"on\"></i>",
                _ => "<i></i>",
            });
        }

        html.Append("<div><b>").Append(Encode(node.Kind)).Append("</b>").Append(Encode(node.Title[node.Kind.Length..]));
        if (mark is not null) html.Append(" <span class=\"mark\">").Append(Encode(mark)).Append("</span>");
        foreach (var fact in node.Facts)
            html.Append("<span class=\"fact\">").Append(Encode(fact.Name)).Append(": <code>").Append(Encode(fact.Value)).Append("</code></span>");
        html.Append("</div></div></td>");

        if (counted)
        {
            html.Append("<td>").Append(node.OwnPages is { } pages ? PlanText.Count(pages) : "");
            var read = (node.PagesRead ?? 0) - node.Children.Sum(child => child.PagesRead ?? 0);
            if (read > 0) html.Append("<small>").Append(PlanText.Count(read)).Append(" not in memory</small>");
            html.Append(Bar(node.OwnPages ?? 0, most.Pages, "bar")).Append("</td>");
        }

        html.Append("<td>").Append(node.OwnMilliseconds is { } own ? Encode(PlanText.Time(own)) : node.Cost is null ? "" : PlanText.Count(Plan.OwnCost(node)))
            .Append(Bar(Effort(node), most.Effort, "bar time")).Append("</td>");

        html.Append("<td>");
        if ((node.ActualRows ?? node.ExpectedRows) is { } rows) html.Append(PlanText.Count(rows));
        if (node is { ActualRows: not null, ExpectedRows: { } expected }) html.Append("<small>expected ").Append(PlanText.Count(expected)).Append("</small>");
        if (node.Loops > 1) html.Append("<small>in ").Append(PlanText.Count(node.Loops)).Append(" loops</small>");
        if (PlanText.Misjudgement(node) is { } misjudged) html.Append("<span class=\"off\">").Append(Encode(misjudged)).Append("</span>");
        html.Append("</td>");

        html.Append("</tr>");
        for (var i = 0; i < node.Children.Count; i++)
            Append(html, plan, node.Children[i], [.. rails, i < node.Children.Count - 1], counted, most);
    }

    private static double Effort(PlanNode node) => node.OwnMilliseconds ?? Plan.OwnCost(node);

    private static string Bar(double value, double most, string kind) => most <= 0 || value <= 0 ? "" : string.Create(
        CultureInfo.InvariantCulture, $"<span class=\"{kind}\" style=\"width:{value / most * 4:0.00}em\"></span>");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}

using System.Text;
using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Commands;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Docstore;

/// <summary>What docstore supports, read from the registries that its own code goes by: the table in docstore/README.md is this, so it can't lie.</summary>
public static class Supported
{
    /// <summary>The stages of pipelines.</summary>
    public static IReadOnlyList<string> Stages { get; } = [.. StageParser.Names];

    /// <summary>The operators of filters.</summary>
    public static IReadOnlyList<string> Query { get; } = [.. QueryOperators.OfFields.Keys.Concat(QueryOperators.OfQueries.Keys).Append("$options").Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The operators of updates.</summary>
    public static IReadOnlyList<string> Update { get; } = [.. UpdateOperators.All.Keys.Concat(["$each", "$position", "$slice", "$sort"]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The operators of expressions, accumulators and window functions among them.</summary>
    public static IReadOnlyList<string> Expressions { get; } = [.. Operators.Names.Concat(Accumulators.Names).Concat(WindowFunctions.Names).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The registries, by what they are called in the table.</summary>
    internal static IReadOnlyList<(string Title, IEnumerable<string> Names)> Lists { get; } =
    [
        ("Commands", CommandTable.All.Keys),
        ("Arguments of every command", GenericArguments.Names),
        ("Query operators", QueryOperators.OfFields.Keys.Concat(QueryOperators.OfQueries.Keys)),
        ("Update operators", UpdateOperators.All.Keys),
        ("Aggregation stages", StageParser.Names),
        ("Accumulators", Accumulators.Names),
        ("Window functions, beside the accumulators", WindowFunctions.Names.Except(Accumulators.Names)),
        ("Expressions", Operators.Names),
    ];

    /// <summary>A row for each registry, and one for what is refused by name.</summary>
    internal static string Markdown()
    {
        var text = new StringBuilder("| | |\n|---|---|\n");
        foreach (var (title, names) in Lists)
            text.Append("| ").Append(title).Append(" | ").AppendJoin(", ", names.Order(StringComparer.Ordinal).Select(name => $"`{name}`")).Append(" |\n");
        return text.Append("| Refused, with the reason | ")
            .AppendJoin("; ", QueryOperators.Refused.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"`{pair.Key}`: {pair.Value}")).Append(" |\n").ToString();
    }
}

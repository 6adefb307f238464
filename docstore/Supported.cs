using System.Text;
using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Commands;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Docstore;

/// <summary>What docstore supports, read from the registries that its own code goes by: the table in docstore/README.md is this, so it can't lie.</summary>
internal static class Supported
{
    /// <summary>The registries, by what they are called in the table.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<string> Names)> Lists { get; } =
    [
        ("Commands", Sorted(CommandTable.All.Keys)),
        ("Query operators", Sorted(QueryOperators.OfFields.Keys.Append("$options").Concat(QueryOperators.OfQueries.Keys))),
        ("Projection operators", ["$", "$elemMatch", "$slice"]),
        ("Update operators", Sorted(UpdateOperators.All.Keys.Concat(["$", "$[]", "$[id]", "$each", "$position", "$slice", "$sort"]))),
        ("Aggregation stages", [.. StageParser.Names]),
        ("Aggregation expressions", [.. Operators.Names]),
        ("Accumulators", [.. Accumulators.Names]),
        ("Window functions", [.. WindowFunctions.Names]),
    ];

    /// <summary>A section for each registry.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        foreach (var (title, names) in Lists)
            text.Append("### ").Append(title).Append("\n\n").AppendJoin(", ", names.Select(name => $"`{name}`")).Append("\n\n");
        return text.ToString();
    }

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}

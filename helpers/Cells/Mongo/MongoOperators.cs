using StorageCourse.Docstore.Aggregation;
using StorageCourse.Docstore.Query;
using StorageCourse.Docstore.Update;

namespace StorageCourse.Cells.Mongo;

/// <summary>The operators that completion offers: those that docstore's own registries have, which chapters keep to.</summary>
internal static class MongoOperators
{
    public static IReadOnlyList<string> Stages { get; } = [.. StageParser.Names];

    public static IReadOnlyList<string> Query { get; } = [.. QueryOperators.OfFields.Keys.Concat(QueryOperators.OfQueries.Keys).Append("$options").Distinct().Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Update { get; } = [.. UpdateOperators.All.Keys.Concat(["$each", "$position", "$slice", "$sort"]).Distinct().Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Expressions { get; } = [.. Operators.Names.Concat(Accumulators.Names).Concat(WindowFunctions.Names).Distinct().Order(StringComparer.Ordinal)];
}

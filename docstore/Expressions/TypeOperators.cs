using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary><c>$type</c> gives the type's name, "missing" where there is no value; <c>$isNumber</c>.</summary>
internal static class TypeOperators
{
    public static readonly Dictionary<string, OperatorParser> Table = new()
    {
        ["$type"] = Operator.Unary(value => value.Type.Alias()),
        ["$isNumber"] = Operator.Unary(value => value.IsNumber),
    };
}

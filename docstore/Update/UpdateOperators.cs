using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Expressions;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Update;

/// <summary>All operators of updates.</summary>
internal static class UpdateOperators
{
    /// <summary>Reads what an operator is to do, and at which paths: $rename has two.</summary>
    internal delegate (FieldPath Path, Modifier Modifier)[] Parser(FieldPath path, BsonValue argument, QueryScope scope);

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, Parser> All { get; } = new Dictionary<string, Parser>
    {
        ["$set"] = (path, argument, _) => [(path, new SetModifier(argument))],
        ["$setOnInsert"] = (path, argument, _) => [(path, new SetOnInsertModifier(argument))],
        ["$unset"] = (path, _, _) => [(path, new UnsetModifier())],
        ["$inc"] = (path, argument, _) => [(path, new ArithmeticModifier(path.Text, argument, multiplies: false))],
        ["$mul"] = (path, argument, _) => [(path, new ArithmeticModifier(path.Text, argument, multiplies: true))],
        ["$min"] = (path, argument, _) => [(path, new BoundModifier(argument, greater: false))],
        ["$max"] = (path, argument, _) => [(path, new BoundModifier(argument, greater: true))],
        ["$rename"] = (path, argument, _) => RenameModifier.Both(path, RenameModifier.Target(path, argument)),
        ["$currentDate"] = (path, argument, _) => [(path, new CurrentDateModifier(argument))],
        ["$push"] = (path, argument, _) => [(path, new PushModifier(argument))],
        ["$addToSet"] = (path, argument, _) => [(path, new AddToSetModifier(argument))],
        ["$pop"] = (path, argument, _) => [(path, new PopModifier(argument))],
        ["$pull"] = (path, argument, scope) => [(path, PullModifier.Of(argument, scope))],
        ["$pullAll"] = (path, argument, _) => [(path, PullModifier.All(argument))],
        ["$bit"] = (path, argument, _) => [(path, new BitModifier(path.Text, argument))],
    };
}

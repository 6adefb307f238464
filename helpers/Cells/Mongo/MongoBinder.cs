using StorageCourse.Docstore.Bson;
using StorageCourse.Host;
using StorageCourse.Mongo;

namespace StorageCourse.Cells.Mongo;

/// <summary>Finds the C# variables that bare <c>$name</c>s in a cell stand for.</summary>
internal static class MongoBinder
{
    public static MongoVariable From(IHost host) => name => host.TryGetVariable(name, out var variable) ? BsonOf(variable) : BsonValue.Missing;

    private static BsonValue BsonOf(Variable variable)
    {
        try
        {
            return BsonConversion.ToBson(variable.Value) is { IsMissing: false } value ? value : BsonValue.Null;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or NotSupportedException)
        {
            throw new NotSupportedException($"{variable.Name} has no form in BSON: {e.Message}", e);
        }
    }
}

using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>The values of the variables that <c>$let</c>, <c>$map</c>, <c>$filter</c> and <c>$reduce</c> name, while an expression is evaluated.</summary>
/// <remarks>The parser gives each variable a slot, so that nothing is looked up by name. An instance serves one thread.</remarks>
internal sealed class Variables
{
    private BsonValue[] slots = [];

    public BsonValue this[int slot]
    {
        get => slots[slot];
        set
        {
            if (slot >= slots.Length) Array.Resize(ref slots, Math.Max(4, slot + 1));
            slots[slot] = value;
        }
    }
}

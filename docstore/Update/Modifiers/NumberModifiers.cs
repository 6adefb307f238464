using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Update;

/// <summary>$inc and $mul. The result has the wider of the two types; an int that overflows becomes a long.</summary>
internal sealed class ArithmeticModifier : Modifier
{
    private readonly BsonValue argument;
    private readonly bool multiplies;

    /// <exception cref="MongoError">TypeMismatch: the argument is no number.</exception>
    public ArithmeticModifier(string field, BsonValue argument, bool multiplies)
    {
        if (!argument.IsNumber)
            throw MongoError.TypeMismatch($"Cannot {(multiplies ? "multiply" : "increment")} with non-numeric argument: {{{field}: {argument}}}");
        this.argument = argument;
        this.multiplies = multiplies;
    }

    public override BsonValue Apply(BsonValue value, Place at)
    {
        if (value.IsMissing)
            return multiplies ? Calculate(0, at) : argument;
        if (!value.IsNumber)
            throw MongoError.TypeMismatch($"Cannot apply {Name} to a value of non-numeric type. {at.Document} has the field '{at.Name}' of non-numeric type {value.Type.Alias()}");
        return Calculate(value, at);
    }

    private string Name => multiplies ? "$mul" : "$inc";

    private BsonValue Calculate(BsonValue value, Place at)
    {
        if (value.Type == BsonType.Decimal128 || argument.Type == BsonType.Decimal128)
            return multiplies ? value.ToDecimal128() * argument.ToDecimal128() : value.ToDecimal128() + argument.ToDecimal128();
        if (value.Type == BsonType.Double || argument.Type == BsonType.Double)
            return multiplies ? value.ToDouble() * argument.ToDouble() : value.ToDouble() + argument.ToDouble();
        try
        {
            var result = checked(multiplies ? value.ToInt64() * argument.ToInt64() : value.ToInt64() + argument.ToInt64());
            return value.Type == BsonType.Int32 && argument.Type == BsonType.Int32 && (int)result == result ? (BsonValue)(int)result : result;
        }
        catch (OverflowException)
        {
            throw MongoError.BadValue($"Failed to apply {Name} operations to current value ((NumberLong){value}) for document {at.Document}");
        }
    }
}

/// <summary>$bit: and, or, xor with integers, one after the other.</summary>
internal sealed class BitModifier : Modifier
{
    private readonly List<(string Name, BsonValue Mask)> operations = [];

    /// <exception cref="MongoError">BadValue: not a document of and, or, xor with integers.</exception>
    public BitModifier(string field, BsonValue argument)
    {
        if (argument.Type != BsonType.Document)
            throw MongoError.BadValue($"The $bit modifier is not compatible with a {argument.Type.Alias()}. You must embed an object: {{$bit: {{<field>: {{<and/or/xor>: number}}}}");
        foreach (var (name, mask) in argument.AsDocument)
        {
            if (name is not ("and" or "or" or "xor"))
                throw MongoError.BadValue($"The $bit modifier only supports 'and', 'or', and 'xor', not '{name}' which is an unknown operator: {{{name}: {mask}}}");
            if (mask.Type is not (BsonType.Int32 or BsonType.Int64))
                throw MongoError.BadValue($"The $bit modifier field must be an Integer(32/64 bit); a '{mask.Type.Alias()}' is not supported here: {{{name}: {mask}}}");
            operations.Add((name, mask));
        }

        if (operations.Count == 0)
            throw MongoError.BadValue($"You must pass in at least one bitwise operation. The format is: {{$bit: {{{field}: {{and/or/xor: #}}}}");
    }

    public override BsonValue Apply(BsonValue value, Place at)
    {
        if (value.IsMissing)
            value = 0;
        if (value.Type is not (BsonType.Int32 or BsonType.Int64))
            throw MongoError.BadValue($"Cannot apply $bit to a value of non-integral type.{at.Document[1..^1]} has the field {at.Name} of non-integer type {value.Type.Alias()}");
        foreach (var (name, mask) in operations)
        {
            var (left, right) = (value.ToInt64(), mask.ToInt64());
            var bits = name switch { "and" => left & right, "or" => left | right, _ => left ^ right };
            value = value.Type == BsonType.Int32 && mask.Type == BsonType.Int32 ? (BsonValue)(int)bits : bits;
        }

        return value;
    }
}

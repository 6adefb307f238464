using StorageCourse.Docstore.Bson;

namespace StorageCourse.Docstore.Expressions;

/// <summary>A function of the values of its arguments, all of which are evaluated.</summary>
internal abstract class FunctionExpression : Expression
{
    public abstract bool HasConstantArguments { get; }
}

internal sealed class UnaryExpression(Expression argument, Func<BsonValue, BsonValue> function) : FunctionExpression
{
    public override bool HasConstantArguments => argument.IsConstant;

    public override BsonValue Evaluate(BsonDocument root, Variables variables) => function(argument.Evaluate(root, variables));
}

internal sealed class BinaryExpression(Expression left, Expression right, Func<BsonValue, BsonValue, BsonValue> function) : FunctionExpression
{
    public override bool HasConstantArguments => left.IsConstant && right.IsConstant;

    public override BsonValue Evaluate(BsonDocument root, Variables variables) => function(left.Evaluate(root, variables), right.Evaluate(root, variables));
}

internal sealed class ManyExpression(Expression[] arguments, Func<BsonValue[], BsonValue> function) : FunctionExpression
{
    public override bool HasConstantArguments => Array.TrueForAll(arguments, a => a.IsConstant);

    public override BsonValue Evaluate(BsonDocument root, Variables variables)
    {
        var values = new BsonValue[arguments.Length];
        for (var i = 0; i < values.Length; i++) values[i] = arguments[i].Evaluate(root, variables);
        return function(values);
    }
}

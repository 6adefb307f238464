using StorageCourse.Docstore.Bson;
using StorageCourse.Docstore.Fields;

namespace StorageCourse.Docstore.Expressions;

/// <summary>A value that stands in the expression.</summary>
internal sealed class LiteralExpression(BsonValue value) : Expression
{
    public BsonValue Value => value;

    public override bool IsConstant => true;

    public override BsonValue Evaluate(BsonDocument root, Variables variables) => value;
}

/// <summary><c>$$ROOT</c>: the document itself.</summary>
internal sealed class RootExpression : Expression
{
    public override BsonValue Evaluate(BsonDocument root, Variables variables) => root;
}

/// <summary><c>$$name</c>, where <c>$let</c> or the like names it.</summary>
internal sealed class VariableExpression(int slot) : Expression
{
    public override BsonValue Evaluate(BsonDocument root, Variables variables) => variables[slot];
}

/// <summary><c>$$name.path</c></summary>
internal sealed class PathWithinExpression(Expression variable, FieldPath path) : Expression
{
    public override BsonValue Evaluate(BsonDocument root, Variables variables) => FieldPathExpression.Read(variable.Evaluate(root, variables), path, 0);
}

/// <summary>A document whose values are expressions; a missing value leaves its field out.</summary>
internal sealed class DocumentExpression((string Name, Expression Value)[] fields) : Expression
{
    public override BsonValue Evaluate(BsonDocument root, Variables variables)
    {
        var document = new BsonDocument(fields.Length);
        foreach (var (name, value) in fields) document.Add(name, value.Evaluate(root, variables));
        return document;
    }
}

/// <summary>An array whose items are expressions; a missing value becomes null.</summary>
internal sealed class ArrayExpression(Expression[] items) : Expression
{
    public override BsonValue Evaluate(BsonDocument root, Variables variables)
    {
        var array = new BsonArray(items.Length);
        foreach (var item in items)
        {
            var value = item.Evaluate(root, variables);
            array.Add(value.IsMissing ? BsonValue.Null : value);
        }

        return array;
    }
}

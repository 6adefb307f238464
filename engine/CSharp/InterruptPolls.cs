using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Inserts into a cell's loops and lambdas the question whether the cell was interrupted. (The runtime's own way to end a
/// thread, ControlledExecution, ends the whole process on Linux as soon as the loop calls a method: seen with .NET 10.0.12.)
/// The question costs a load and a branch. Innermost loops that count an int and call nothing end by themselves within
/// seconds; they are what a course measures, and they stay as they are. Lines keep their numbers.
/// </summary>
internal sealed class InterruptPolls : CSharpSyntaxWalker
{
    private const string Poll = "if(global::StorageCourse.Host.Script.CellInterrupt.Requested)global::StorageCourse.Host.Script.CellInterrupt.Throw();";

    private readonly SemanticModel model;
    private readonly SortedDictionary<int, StringBuilder> insertions = [];

    private InterruptPolls(SemanticModel model) => this.model = model;

    /// <summary>Whether there is anything to insert, by a look at the syntax alone.</summary>
    public static bool AreNeeded(SyntaxNode root) => root.DescendantNodes().Any(node =>
        node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or AnonymousFunctionExpressionSyntax or GotoStatementSyntax);

    /// <summary>The text with the questions in it.</summary>
    /// <param name="model">Of a compilation without errors.</param>
    public static string Insert(SemanticModel model)
    {
        var polls = new InterruptPolls(model);
        polls.Visit(model.SyntaxTree.GetRoot());
        var source = model.SyntaxTree.ToString();
        var result = new StringBuilder(source.Length * 2);
        var from = 0;
        foreach (var (position, text) in polls.insertions)
        {
            result.Append(source, from, position - from).Append(text);
            from = position;
        }

        return result.Append(source, from, source.Length - from).ToString();
    }

    /// <inheritdoc/>
    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        PollIn(node.Statement);
        base.VisitWhileStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitDoStatement(DoStatementSyntax node)
    {
        PollIn(node.Statement);
        base.VisitDoStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitForStatement(ForStatementSyntax node)
    {
        if (!EndsByItself(node)) PollIn(node.Statement);
        base.VisitForStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        PollIn(node.Statement);
        base.VisitForEachStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        PollIn(node.Statement);
        base.VisitForEachVariableStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitGotoStatement(GotoStatementSyntax node) => PollIn(node);

    /// <inheritdoc/>
    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        if (PollIn(node)) base.VisitSimpleLambdaExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        if (PollIn(node)) base.VisitParenthesizedLambdaExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        if (PollIn(node)) base.VisitAnonymousMethodExpression(node);
    }

    /// <summary>An innermost loop over an int that goes up or down to a bound and calls nothing: at most 2^32 turns of a few instructions.</summary>
    private static bool EndsByItself(ForStatementSyntax loop) =>
        loop.Declaration is { Variables: [{ Initializer.Value: var start }] } declaration
        && (declaration.Type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.IntKeyword }
            || (declaration.Type.IsVar && start is LiteralExpressionSyntax { Token.Value: int }))
        && loop.Condition is BinaryExpressionSyntax condition
        && loop.Incrementors is [var step]
        && step.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression or SyntaxKind.PostDecrementExpression
            or SyntaxKind.PreDecrementExpression or SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression
        && !condition.DescendantNodes().Concat(loop.Statement.DescendantNodesAndSelf()).Any(Lasts)
        && !loop.Statement.DescendantNodesAndSelf().Any(node => Changes(node, declaration.Variables[0].Identifier.ValueText));

    private static bool Lasts(SyntaxNode node) => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or WhileStatementSyntax or DoStatementSyntax
        or ForStatementSyntax or CommonForEachStatementSyntax or GotoStatementSyntax or AwaitExpressionSyntax or YieldStatementSyntax or LocalFunctionStatementSyntax;

    private static bool Changes(SyntaxNode node, string name) => node switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } => target.Identifier.ValueText == name,
        PostfixUnaryExpressionSyntax { Operand: IdentifierNameSyntax target } => target.Identifier.ValueText == name,
        PrefixUnaryExpressionSyntax { Operand: IdentifierNameSyntax target } => target.Identifier.ValueText == name,
        RefExpressionSyntax => true,
        _ => false,
    };

    private void PollIn(StatementSyntax statement)
    {
        if (statement is BlockSyntax block)
        {
            Open(block.OpenBraceToken.Span.End, Poll);
        }
        else
        {
            Open(statement.SpanStart, "{" + Poll);
            Close(statement.Span.End, "}");
        }
    }

    /// <returns>False for an expression tree, which is no code to run and must stay as it is.</returns>
    private bool PollIn(AnonymousFunctionExpressionSyntax lambda)
    {
        if (model.GetTypeInfo(lambda).ConvertedType is INamedTypeSymbol { Name: "Expression" }) return false;
        if (lambda.Block is { } block)
        {
            Open(block.OpenBraceToken.Span.End, Poll);
        }
        else if (lambda.ExpressionBody is { } body && body is not (RefExpressionSyntax or ThrowExpressionSyntax) && model.GetSymbolInfo(lambda).Symbol is IMethodSymbol method)
        {
            var isVoid = method.ReturnsVoid || model.GetTypeInfo(body).Type is { SpecialType: SpecialType.System_Void };
            Open(body.SpanStart, "{" + Poll + (isVoid ? "" : "return "));
            Close(body.Span.End, ";}");
        }

        return true;
    }

    /// <summary>What is opened first stands outside: text at one position keeps the order of the walk.</summary>
    private void Open(int position, string text) => At(position).Append(text);

    /// <summary>What is closed later stands inside: the walk comes to the outer statement first.</summary>
    private void Close(int position, string text) => At(position).Insert(0, text);

    private StringBuilder At(int position) => insertions.TryGetValue(position, out var text) ? text : insertions[position] = new StringBuilder();
}

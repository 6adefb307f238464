using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Inserts into a cell's loops, lambdas, queries and recursive functions the question whether the cell was interrupted. (The runtime's own way to end a
/// thread, ControlledExecution, ends the whole process on Linux as soon as the loop calls a method: seen with .NET 10.0.12.)
/// The question costs a load and a branch. Innermost loops that count an int and call nothing end by themselves within
/// seconds; they are what a course measures, and they stay as they are. Lines keep their numbers.
/// </summary>
internal sealed class InterruptPolls : CSharpSyntaxWalker
{
    private const string Poll = "if(global::StorageCourse.Host.Script.CellInterrupt.Requested)global::StorageCourse.Host.Script.CellInterrupt.Throw();";
    private const string Pass = "global::StorageCourse.Host.Script.CellInterrupt.Pass(";

    private readonly SemanticModel model;
    private readonly SortedDictionary<int, StringBuilder> insertions = [];

    private InterruptPolls(SemanticModel model) => this.model = model;

    /// <summary>Whether there is anything to insert, by a look at the syntax alone.</summary>
    public static bool AreNeeded(SyntaxNode root) => root.DescendantNodes().Any(node =>
        node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or AnonymousFunctionExpressionSyntax or GotoStatementSyntax or QueryExpressionSyntax || IsRecursive(node));

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

    /// <inheritdoc/>
    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (IsRecursive(node)) PollIn(node.Body, node.ExpressionBody);
        base.VisitMethodDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        if (IsRecursive(node)) PollIn(node.Body, node.ExpressionBody);
        base.VisitLocalFunctionStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitQueryExpression(QueryExpressionSyntax node)
    {
        if (!RunsInMemory(node)) return;
        foreach (var clause in node.DescendantNodes(child => child == node || child is not QueryExpressionSyntax))
        {
            // A select of the range variable alone is none that runs.
            if (clause is WhereClauseSyntax { Condition: var condition }) PollAround(condition);
            else if (clause is SelectClauseSyntax { Expression: not IdentifierNameSyntax and var selected }) PollAround(selected);
        }

        base.VisitQueryExpression(node);
    }

    /// <summary>Whether a function calls itself by its name.</summary>
    private static bool IsRecursive(SyntaxNode function)
    {
        var name = function switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax local => local.Identifier.ValueText,
            _ => null,
        };
        return name is not null && function.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call => call.Expression is IdentifierNameSyntax called && called.Identifier.ValueText == name);
    }

    private void PollIn(BlockSyntax? block, ArrowExpressionClauseSyntax? arrow)
    {
        if (block is not null) Open(block.OpenBraceToken.Span.End, Poll);
        else if (arrow is { Expression: not RefExpressionSyntax and var value }
            && model.GetTypeInfo(value) is { Type: { SpecialType: not SpecialType.System_Void, IsRefLikeType: false } type, ConvertedType: var converted }
            && SymbolEqualityComparer.Default.Equals(type, converted)) PollAround(value);
    }

    /// <summary>Whether the operators of a query are those of sequences; those of a database's queries are turned into expression trees.</summary>
    private bool RunsInMemory(QueryExpressionSyntax query)
    {
        var operators = query.DescendantNodes().Select(node => node switch
        {
            QueryClauseSyntax clause => model.GetQueryClauseInfo(clause).OperationInfo.Symbol,
            SelectOrGroupClauseSyntax clause => model.GetSymbolInfo(clause).Symbol,
            _ => null,
        });
        return operators.OfType<IMethodSymbol>().All(method => method.ContainingType.Name == nameof(Enumerable));
    }

    private void PollAround(ExpressionSyntax expression)
    {
        Open(expression.SpanStart, Pass);
        Close(expression.Span.End, ")");
    }

    /// <summary>An innermost loop over an int that goes one by one to a bound and calls nothing: at most 2^31 turns of a few instructions.</summary>
    private bool EndsByItself(ForStatementSyntax loop)
    {
        if (loop is not { Declaration.Variables: [{ Identifier.ValueText: var name }], Condition: BinaryExpressionSyntax condition, Incrementors: [var step] }) return false;
        var isUp = step.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression;
        if (!isUp && step.Kind() is not (SyntaxKind.PostDecrementExpression or SyntaxKind.PreDecrementExpression)) return false;
        // Not <= a variable: a loop up to int.MaxValue would start again from below.
        var reachesBound = condition.Kind() switch
        {
            SyntaxKind.LessThanExpression => isUp,
            SyntaxKind.LessThanOrEqualExpression => isUp && condition.Right is LiteralExpressionSyntax { Token.Value: < int.MaxValue },
            SyntaxKind.GreaterThanExpression => !isUp,
            SyntaxKind.GreaterThanOrEqualExpression => !isUp && condition.Right is LiteralExpressionSyntax,
            _ => false,
        };
        return reachesBound
            && Changes(step, name)
            && condition.Left is IdentifierNameSyntax { Identifier.ValueText: var left } && left == name
            && IsInt(condition.Left) && IsInt(condition.Right)
            && !condition.DescendantNodes().Concat(loop.Statement.DescendantNodesAndSelf()).Any(node => Lasts(node) || Changes(node, name));
    }

    private bool IsInt(ExpressionSyntax expression) => model.GetTypeInfo(expression).Type is { SpecialType: SpecialType.System_Int32 };

    private static bool Lasts(SyntaxNode node) => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or WhileStatementSyntax or DoStatementSyntax
        or ForStatementSyntax or CommonForEachStatementSyntax or GotoStatementSyntax or AwaitExpressionSyntax or YieldStatementSyntax or LocalFunctionStatementSyntax;

    private static bool Changes(SyntaxNode node, string name) => node switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } => target.Identifier.ValueText == name,
        AssignmentExpressionSyntax { Left: TupleExpressionSyntax } => true,
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

    /// <returns>False for an expression tree, which is data and must stay as it is.</returns>
    private bool PollIn(AnonymousFunctionExpressionSyntax lambda)
    {
        if (model.GetTypeInfo(lambda).ConvertedType is not { TypeKind: TypeKind.Delegate }) return false;
        if (lambda.Block is { } block)
        {
            Open(block.OpenBraceToken.Span.End, Poll);
        }
        else if (lambda.ExpressionBody is { } body && body is not (RefExpressionSyntax or ThrowExpressionSyntax) && model.GetSymbolInfo(lambda).Symbol is IMethodSymbol method)
        {
            var isVoid = method.ReturnsVoid || model.GetTypeInfo(body).Type is { SpecialType: SpecialType.System_Void }
                || (method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false });
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

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Tests.Session;

namespace StorageCourse.Tests;

/// <summary>
/// The rooms of the house know each other one way only. Which room names which is asked of the compiler: of every name in a source file, where what it
/// means is declared. What stands below a room in the lists here may be named in it, nothing else.
/// </summary>
public sealed class ArrowTests
{
    // From the ground up. What is a file is a room of its own. Rooms in one line know nothing of each other.
    private static readonly string[][] Helpers =
    [
        ["Platform"],
        ["Host"],
        ["Display"],
        ["Labs"],
        ["Stores/Loading", "Stores/Plans"],
        ["Stores/Cells"],
        ["Stores/Sql"],
        ["Stores/IStore.cs"],
        ["Stores/PostgreSql", "Stores/MySql", "Stores/SqlServer", "Stores/Redis", "Stores/Mongo"],
        ["Stores/Stores.cs"],
        ["Lessons/Charts", "Lessons/Shops"],
        ["Lessons/Measure"],
        ["Lessons/Plans", "Lessons/Concurrency", "Lessons/Exercises"],
        ["Chapters"],
        ["Setup.cs"],
    ];

    // What is built of a project's sources, and of what sees them.
    private static readonly Dictionary<string, string[]> Built = new()
    {
        ["helpers"] = ["Helpers.dll", "StorageCourse.Host.dll", "StorageCourse.DotNetInteractive.dll", "storage-course.dll", "Tests.dll"],
        ["engine"] = ["storage-course.dll", "Tests.dll"],
        ["docstore"] = ["StorageCourse.Docstore.dll", "Helpers.dll", "Tests.dll"],
    };

    private static readonly string[][] Engine =
    [
        ["Display", "Notebook", "Jupyter/Zmtp"],
        ["CSharp", "Jupyter/Messages"],
        ["Magics", "Jupyter"],
        ["Completion", "Jupyter/Client", "Jupyter/Server"],
        ["Session", "Headless"],
        ["Headless/Answers"],
        ["Headless/Running"],
        ["Headless/Reporting"],
        ["Headless/Commands"],
        ["Bench", "Soak"],
        ["Cli"],
        ["Program.cs"],
    ];

    private static readonly string[][] Docstore =
    [
        ["Bson"], ["Fields"], ["Authentication"], ["Expressions"], ["Query"], ["Aggregation"], ["Update"], ["Storage"], ["Planning/Stages"], ["Planning"], ["Commands"], ["Wire"],
        ["Supported.cs", "ParentProcess.cs"], ["CommandLine.cs"], ["Program.cs"],
    ];

    [Fact]
    public void The_engines_rooms_know_only_those_below_them() => Arrows("engine", Engine).ShouldBeEmpty();

    [Fact]
    public void The_document_stores_rooms_know_only_those_below_them() => Arrows("docstore", Docstore).ShouldBeEmpty();

    [Fact]
    public void The_helpers_rooms_know_only_those_below_them() => Arrows("helpers", Helpers).ShouldBeEmpty();

    [Fact]
    public void An_arrow_that_is_bent_is_seen()
    {
        var bent = CSharpSyntaxTree.ParseText("namespace StorageCourse.Labs;\ninternal static class Bent { public static object? Up => StorageCourse.Chart.Data; }", path: "Labs/Bent.cs", cancellationToken: TestContext.Current.CancellationToken);
        Arrows("helpers", Helpers, bent).ShouldContain(arrow => arrow.StartsWith("Labs names Lessons/Charts: Chart in Labs/Bent.cs", StringComparison.Ordinal));
    }

    /// <summary>Each arrow that runs up or sideways, once, with an example.</summary>
    private static IReadOnlyList<string> Arrows(string project, string[][] order, params SyntaxTree[] more)
    {
        var root = Path.Combine(CourseKernel.Root, project);
        var trees = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj") && !file.StartsWith("DotNetInteractive/", StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(root, file)), path: file, cancellationToken: TestContext.Current.CancellationToken))
            .Concat(more)
            .ToList();
        var usings = CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;", path: "Usings.cs", cancellationToken: TestContext.Current.CancellationToken);
        var compilation = CSharpCompilation.Create("StorageCourse.House", trees.Append(usings), References(project), new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        var levels = order.SelectMany((rooms, level) => rooms.Select(room => (room, level))).ToDictionary(one => one.room, one => one.level);
        var rooms = levels.Keys.OrderByDescending(room => room.Length).ToList();
        string RoomOf(string file) => rooms.Find(room => file == room || file.StartsWith(room + "/", StringComparison.Ordinal)) ?? throw new InvalidOperationException($"{file} lies in no room of the list; give it one");

        var unknown = 0;
        var names = 0;
        var arrows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tree in trees)
        {
            var here = RoomOf(tree.FilePath);
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>())
            {
                names++;
                if (model.GetSymbolInfo(name).Symbol is not { } symbol)
                {
                    unknown++;
                    continue;
                }

                if (symbol is INamespaceSymbol) continue;
                foreach (var file in Declared(symbol))
                {
                    var there = RoomOf(file);
                    if (there == here || levels[there] < levels[here]) continue;
                    arrows.TryAdd($"{here} names {there}", $"{here} names {there}: {name.Identifier.Text} in {tree.FilePath}:{name.GetLocation().GetLineSpan().StartLinePosition.Line + 1}");
                }
            }
        }

        // A reference that is missing would hide arrows.
        unknown.ShouldBeLessThan(names / 50, $"of {names} names");
        return [.. arrows.Values];
    }

    private static IEnumerable<string> Declared(ISymbol symbol) =>
        (symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol).OriginalDefinition.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath).Where(path => path != "Usings.cs");

    private static ImmutableArray<MetadataReference> References(string project) =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => !Built[project].Contains(Path.GetFileName(file)))
            .Select(file => MetadataReference.CreateFromFile(file))];
}

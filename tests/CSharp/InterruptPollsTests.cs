using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StorageCourse.Engine.CSharp;

namespace StorageCourse.Tests.CSharp;

/// <summary>Cells with polls do what they do without: each snippet runs both ways.</summary>
public sealed class InterruptPollsTests
{
    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(file) is "Microsoft.CSharp.dll" or "StorageCourse.Host.dll" or "netstandard.dll")
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    public static TheoryData<string> Corpus { get; } = new(
        // Loops without braces, nested and below an if with its else.
        "var s = 0; for (var i = 0; i < 3; i++) for (var j = 0; j <= i; j++) s += j; return s;",
        "var s = 0; foreach (var a in new[] { 1, 2 }) foreach (var b in new[] { 3, 4 }) if (a > 1) s += b; else s -= b; return s;",
        "var n = 5; if (n > 3) while (n > 0) n--; else n = 100; return n;",
        "var n = 0; do n++; while (n < 5); return n;",
        "var n = 0; do do n++; while (n % 3 != 0); while (n < 7); return n;",
        "var n = 0; for (;;) if (n++ > 4) break; return n;",
        "var n = 0; while (true) { if (n > 3) break; n++; continue; } return n;",
        "var n = 0; while (n++ < 3) ; return n;",
        "var n = 0; for (int i = 10; i > 0; i--) n += i; for (int i = 0; i < 10; i += 3) n += i; return n;",
        "var n = 0; while (n < 3) // comment\n    n++; /* and */ return n;",
        "var n = 0;\n#if X\nwhile (true) ;\n#else\nwhile (n < 2)\n#endif\n    n++;\nreturn n;",
        "var n = 0; foreach (var (a, b) in new[] { (1, 2), (3, 4) }) n += a * b; return n;",
        "var n = 0; foreach (ref var x in new[] { 1, 2 }.AsSpan()) { x++; n += x; } return n;",
        "var n = 0; foreach (var x in new Dictionary<string, int> { [\"a\"] = 1 }) n += x.Value; return n;",
        "var n = 0; await foreach (var x in A()) n += x; async IAsyncEnumerable<int> A() { for (var i = 0; i < 3; i++) { await Task.Yield(); yield return i; } } return n;",
        "IEnumerable<int> E() { var i = 0; while (true) { if (i > 4) yield break; yield return i++; } } return E().Sum();",
        "var n = 0; again: n++; if (n < 5) goto again; return n;",
        "var n = 0; while (true) { switch (n) { case 0: n = 1; continue; case 1: goto case 3; case 3: n = 4; goto default; default: goto done; } } done: return n;",
        "var n = 0; for (var i = 0; i < 5; i++) switch (i) { case 1: n += 10; break; case 2: case 3: n += 100; break; default: n++; break; } return n;",
        "var n = 0; while (n < 3) try { n++; if (n == 2) throw new Exception(); } catch { n = 9; } finally { n++; } return n;",
        "var n = 0; while (n < 2) lock (new object()) n++; return n;",
        "var n = 0; while (n < 2) { inner: n++; if (n == 1) goto inner; } return n;",
        "var n = 0; while (int.TryParse(n.ToString(), out var m) && m < 3) n = m + 1; return n;",
        // Lambdas of all kinds.
        "Func<int, int> f = x => x + 1; return f(1);",
        "Func<int> f = () => default; return f();",
        "Func<List<int>> f = () => new(); return f().Count;",
        "Func<int[]> f = () => [1, 2, 3]; return f().Length;",
        "Func<List<int>> f = () => [.. Enumerable.Range(0, 4)]; return f().Count;",
        "Func<int, string> f = n => n switch { 0 => \"zero\", > 5 => \"many\", _ => \"some\" }; return f(0) + f(9) + f(2);",
        "Func<object> f = () => null; return f() is null;",
        "Func<byte> f = () => 5; return f();",
        "Func<long> f = () => 5; return f();",
        "Func<int?> f = () => true ? null : 1; return f() is null;",
        "Func<string> f = () => throw new FormatException(\"thrown\"); try { f(); return \"no\"; } catch (FormatException e) { return e.Message; }",
        "var n = 0; Action f = () => n++; f(); f(); return n;",
        "var n = 0; Action f = () => n = 7; f(); return n;",
        "var list = new List<int>(); Action<int> f = list.Add; new[] { 1, 2 }.ToList().ForEach(x => list.Add(x)); return list.Count;",
        "string s = null; Action f = () => s?.ToString(); f(); return 1;",
        "Action f = () => new object(); f(); return 1;",
        "var f = (int x) => x * 2; return f(4);",
        "var f = int (int x) => x * 2; return f(4);",
        "var f = object (bool b) => b ? 1 : \"a\"; return f(false);",
        "var f = (int x = 5) => x; return f();",
        "var f = static (int x) => x; return f(3);",
        "D f = (out int x, ref int y) => x = y++; var b = 3; f(out var a, ref b); return a * 10 + b; delegate int D(out int x, ref int y);",
        "R f = (int[] a) => ref a[1]; var array = new[] { 1, 2 }; f(array) = 9; return array[1]; delegate ref int R(int[] a);",
        "Func<int, Func<int, int>> add = a => b => a + b; return add(3)(4);",
        "Func<int, Func<int, Func<int>>> add = a => b => () => { return a + b; }; return add(3)(4)();",
        "Func<int, int> fact = null; fact = n => n < 2 ? 1 : n * fact(n - 1); return fact(5);",
        "return new[] { 3, 1, 2 }.OrderBy(x => -x).Select((x, i) => x * i).Where(x => x > 0).Sum(x => x);",
        "return new[] { 1, 2 }.Select(x => new { x, y = x * x }).Select(p => p.y).Sum();",
        "return new[] { 1, 2 }.Select(x => (x, x * 2)).ToDictionary(p => p.Item1, p => p.Item2)[2];",
        "return new[] { \"a\", \"b\" }.SelectMany(s => s).Aggregate(\"\", (all, c) => all + c);",
        "return new[] { 1, 2, 3 }.GroupBy(x => x % 2, x => x * 10, (key, items) => key + items.Sum()).Sum();",
        "return string.Join(\",\", new[] { 1, 2 }.Zip(new[] { 3, 4 }, (a, b) => a * b));",
        "return $\"{new[] { 1, 2 }.Select(x => x + 1).Sum():000} {string.Join(\"|\", new[] { 1 }.Select(x => $\"{x}{new[] { 2 }.Count(y => y > 1)}\"))}\";",
        "return $\"\"\"{new[] { 1, 2 }.Select(x => \"{}\" + x).Last()}\"\"\";",
        "Func<Task<int>> f = async () => await Task.FromResult(3); return await f();",
        "Func<Task> f = async () => await Task.FromResult(3); await f(); return 1;",
        "Func<Task> f = async () => await Task.Yield(); await f(); return 1;",
        "Func<ValueTask<int>> f = async () => await Task.FromResult(3); return await f();",
        "Func<ValueTask> f = async () => await Task.FromResult(3); await f(); return 1;",
        "Func<Task> f = () => Task.FromResult(3); await f(); return 1;",
        "return await Task.Run(async () => await Task.FromResult(4));",
        "return await Task.Run(() => 4);",
        "var n = 0; await Task.Run(() => n++); return n;",
        "var n = 0; await Task.Run(() => { while (true) { if (n++ > 3) return; } }); return n;",
        "var n = 0; await Task.WhenAll(new[] { 1, 2 }.Select(async x => { await Task.Yield(); Interlocked.Add(ref n, x); })); return n;",
        "Func<dynamic, dynamic> f = x => x.Length; return f(\"abc\");",
        "Func<int, int> f = delegate (int x) { return x + 1; }; return f(1);",
        "EventHandler h = delegate { }; h(null, EventArgs.Empty); h += (_, _) => { }; h(null, EventArgs.Empty); return 1;",
        "var text = new Lazy<string>(() => \"lazy\"); return text.Value;",
        "int n = 0; var t = new Thread(() => n = 5); t.Start(); t.Join(); return n;",
        "unsafe { var a = new[] { 1, 2, 3 }; var s = 0; fixed (int* p = a) for (var i = 0; i < 3; i++) s += p[i]; return s; }",
        "Func<int> f = () => { unsafe { int x = 4; return *&x; } }; return f();",
        "int F() { Span<int> sum = stackalloc int[2]; foreach (var i in new[] { 1, 2 }) sum[0] += i; return sum[0]; } return F();",
        "int Sum(params int[] all) { var s = 0; foreach (var x in all) s += x; return s; } return Sum(1, 2, 3);",
        "static int Up(int n) { while (n < 10) n *= 2; return n; } return Up(3);",
        "class C { int n = new[] { 1 }.Select(x => x + 1).Sum(); public int P => Enumerable.Range(0, n).Count(x => x > 0); public C() { while (n < 5) n++; } public static C operator +(C a, C b) { for (;;) return a; } } return (new C() + new C()).P;",
        "record R(int A) { public int Twice { get { var s = 0; for (var i = 0; i < 2; i++) s += A; return s; } } } return new R(4).Twice;",
        "return ((Func<int, int>)(x => { int Inner(int y) { while (y > 3) y--; return y; } return Inner(x); }))(8);",
        "int Fact(int n) => n < 2 ? 1 : n * Fact(n - 1); long Wide(int n) => n < 2 ? 1 : Wide(n - 1); return Fact(5) + Wide(3);",
        "async Task<int> Down(int n) => n == 0 ? 0 : await Down(n - 1); return await Down(3);",
        "ref int Last(int[] a, int i) => ref i < a.Length - 1 ? ref Last(a, i + 1) : ref a[i]; var array = new[] { 1, 2 }; Last(array, 0) = 5; return array[1];",
        "IEnumerable<int> Tree(int n) { yield return n; if (n > 0) foreach (var x in Tree(n - 1)) yield return x; } return Tree(3).Sum();",
        "var n = 0; void Up(int k) { if (k == 0) return; n++; Up(k - 1); } Up(4); void Also(int k) => Up(k - 1); Also(3); return n;",
        "byte Small(int n) => n == 0 ? (byte)1 : Small(n - 1); int? Maybe(int n) => n > 0 ? Maybe(n - 1) : null; return Small(2) + (Maybe(2) is null ? 1 : 0);",
        "class Tree { public List<Tree> Children = []; public int Depth() => 1 + Children.Select(child => child.Depth()).DefaultIfEmpty().Max(); public void Walk() { Walk(0); } void Walk(int n) { if (n < 3) Walk(n + 1); } } var t = new Tree { Children = { new() } }; t.Walk(); return t.Depth();",
        // Expression trees are data.
        "System.Linq.Expressions.Expression<Func<int, int>> e = x => x + 1; return e.ToString() + e.Compile()(2);",
        "System.Linq.Expressions.Expression<Func<int, Func<int, bool>>> e = x => y => x > y; return e.ToString();",
        "System.Linq.Expressions.LambdaExpression e = (int x) => x + 1; return e.ToString();",
        "System.Linq.Expressions.Expression e = (int x) => x + 1; return e.ToString();",
        "var q = new[] { 1, 2, 3 }.AsQueryable().Where(x => x > 1).Select(x => x * 2); return q.Expression.ToString() + q.Sum();",
        "var q = from x in new[] { 1, 2, 3 }.AsQueryable() where x > 1 select x * 2; return q.Expression.ToString() + q.Sum();",
        "var q = from x in new[] { 1, 2 }.AsQueryable() select new { x, n = new[] { 1 }.Count(y => y == x) }; return q.Expression.ToString() + q.Sum(p => p.n);",
        // Queries.
        "return (from x in new[] { 1, 2, 3 } where x > 1 select x * 2).Sum();",
        "return (from x in new[] { 1, 2, 3 } orderby x descending select x).ThenBy(x => x).First();",
        "return (from x in new[] { 1, 2 } from y in new[] { 3, 4 } let z = x * y where z > 3 orderby z descending, x select new { x, z }).First().z;",
        "return (from x in new[] { 1, 2 } join y in new[] { 2, 3 } on x equals y into all from y in all.DefaultIfEmpty() select (x, y)).Count();",
        "return string.Join(\",\", from x in new[] { 1, 2, 3 } group x * 10 by x % 2 into g where g.Count() > 0 select (from y in g select y + g.Key).Sum());",
        "return (from string s in new object[] { \"a\", \"b\" } select s.ToUpperInvariant()).Last();",
        "return (from x in new[] { 1, 2 }.AsParallel() where x > 1 select x).Sum();",
        "return (from x in new[] { 1 } select (long)x).Single().GetType().Name;");

    [Theory]
    [MemberData(nameof(Corpus))]
    public async Task A_cell_with_polls_does_what_it_does_without(string code)
    {
        var plain = Compile(code);
        if (plain.GetDiagnostics(CancellationToken.None).Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)) Assert.Fail("the plain text does not compile: " + Errors(plain));
        var polled = Compile(InterruptPolls.Insert(plain.GetSemanticModel(plain.SyntaxTrees.Single())));
        Errors(polled).ShouldBe("");
        (await RunAsync(polled)).ShouldBe(await RunAsync(plain));
    }

    [Fact]
    public void The_corpus_has_polls_in_it()
    {
        var sources = Corpus.Select(row => row.Data).ToArray();
        var withPolls = sources.Count(code =>
        {
            var plain = Compile(code);
            return InterruptPolls.Insert(plain.GetSemanticModel(plain.SyntaxTrees.Single())).Contains("CellInterrupt", StringComparison.Ordinal);
        });
        withPolls.ShouldBeGreaterThan(sources.Length - 15);
    }

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) s += i;", false)]
    [InlineData("for (var i = 0; i < a.Length; ++i) s += a[i];", false)]
    [InlineData("for (int i = n; i > 0; i--) s += i;", false)]
    [InlineData("for (int i = n; i >= 0; i--) s += i;", false)]
    [InlineData("for (int i = 0; i <= 1000; i++) s += i;", false)]
    [InlineData("for (int i = 0; i <= n; i++) s += i;", true)]
    [InlineData("for (int i = 0; i < wide; i++) s += i;", true)]
    [InlineData("for (int i = 0; n < 5; i++) s += i;", true)]
    [InlineData("for (int i = 0; i < n; n++) s += i;", true)]
    [InlineData("for (int i = 0; i < n; i--) s += i;", true)]
    [InlineData("for (int i = 0; i < n; i++) i--;", true)]
    [InlineData("for (int i = 0; i < n; i++) (i, s) = (0, 1);", true)]
    [InlineData("for (int i = 0; i < n; i++) s += Math.Abs(i);", true)]
    [InlineData("for (int i = 0; i != n; i += 2) s += i;", true)]
    [InlineData("for (long i = 0; i < n; i++) s += i;", true)]
    public void Only_a_loop_that_ends_by_itself_is_left_without_a_poll(string loop, bool isPolled)
    {
        var plain = Compile($"int n = 5; long wide = 5; long s = 0; var a = new[] {{ 1 }};\n{loop}");
        Errors(plain).ShouldBe("");
        InterruptPolls.Insert(plain.GetSemanticModel(plain.SyntaxTrees.Single())).Contains("CellInterrupt", StringComparison.Ordinal).ShouldBe(isPolled);
    }

    [Fact]
    public void Lines_keep_their_numbers()
    {
        const string code = "var n = 0;\nwhile (n < 3)\n    n++;\n\nFunc<int, int> f = x =>\n    x +\n    1;\nf(\n  1);";
        var plain = Compile(code);
        var polled = InterruptPolls.Insert(plain.GetSemanticModel(plain.SyntaxTrees.Single())).Split('\n');
        polled.Length.ShouldBe(code.Split('\n').Length);
        polled[2].ShouldContain("n++;");
        polled[6].ShouldContain("1;");
        polled[8].ShouldBe("  1);");
    }

    private static CSharpCompilation Compile(string code) => CSharpCompilation.CreateScriptCompilation(
        "snippet" + Guid.NewGuid().ToString("N"),
        CSharpSyntaxTree.ParseText(code, Parse),
        References,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            usings: ["System", "System.Collections.Generic", "System.Linq", "System.Threading", "System.Threading.Tasks"],
            allowUnsafe: true));

    private static string Errors(CSharpCompilation compilation) =>
        string.Join('\n', compilation.GetDiagnostics(CancellationToken.None).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

    private static async Task<string?> RunAsync(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        compilation.Emit(image, cancellationToken: CancellationToken.None).Success.ShouldBeTrue();
        image.Position = 0;
        var assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(image);
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        var method = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        return (await (Task<object>)method.Invoke(null, [new object?[2]])!)?.ToString();
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StorageCourse.DotNetInteractive;

namespace StorageCourse.Tests.DotNetInteractive;

[Collection(nameof(InteractiveEngine))]
public sealed class HelperAssembliesTests : IDisposable
{
    private readonly InteractiveEngine engine = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        engine.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_used_while_it_is_being_loaded_is_loaded_once()
    {
        var library = Compile("LoadedOnce", "public class Thing { public static string Made = \"\"; }");
        var user = Compile("LoadedOnceUser", """
            using System;
            public static class User
            {
                static bool isMade;
                public static void Wait() => AppDomain.CurrentDomain.AssemblyLoad += (_, load) =>
                {
                    if (isMade || load.LoadedAssembly.GetName().Name != "LoadedOnce") return;
                    isMade = true;
                    Make();
                };
                public static string Made() => Thing.Made;
                static void Make() => Thing.Made += "once";
            }
            """, library);
        HelperAssemblies.AnswerFrom(folder.Root);
        (await engine.RunAsync($"#r \"{library}\"\n#r \"{user}\"\nUser.Wait();")).Error.ShouldBeNull();
        var run = await engine.RunAsync("$\"{Thing.Made} {User.Made()}\"");
        run.Error.ShouldBeNull();
        run.Shown("text/plain").ShouldBe(["once once"]);
    }

    private string Compile(string name, string code, params string[] references)
    {
        var path = folder.Path(name + ".dll");
        var framework = Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll");
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)],
            framework.Concat(references).Select(reference => MetadataReference.CreateFromFile(reference)), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        compilation.Emit(path, cancellationToken: TestContext.Current.CancellationToken).Diagnostics.ShouldBeEmpty();
        return path;
    }
}

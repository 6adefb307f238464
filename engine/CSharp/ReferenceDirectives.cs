using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StorageCourse.Host;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// Carries out <c>#r</c> and <c>#i</c>, in a submission and in what it <c>#load</c>s, and blanks them in the text: a package
/// stands for several files and takes seconds, which Roslyn's own resolver has no room for.
/// </summary>
internal sealed partial class ReferenceDirectives(SubmissionCompiler compiler, PackageRestore packages, LoadedSources sources, PackageExtensions extensions)
{
    /// <summary>Carries out the directives and returns the text without them, line for line.</summary>
    /// <exception cref="CellException">A file or package can't be had.</exception>
    public async Task<string> ResolveAsync(string code, string path, string folder, CancellationToken cancellationToken)
    {
        sources.BaseFolder = folder;
        return await ResolveAsync(code, path, folder, [], cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> ResolveAsync(string code, string path, string folder, HashSet<string> loaded, CancellationToken cancellationToken)
    {
        if (!code.Contains('#', StringComparison.Ordinal)) return code;
        code = AddSources(code);
        var root = (CompilationUnitSyntax)await SubmissionCompiler.Parse(code, path).GetRootAsync(cancellationToken).ConfigureAwait(false);
        var text = code.ToCharArray();
        var wanted = new List<PackageRequest>();
        // Roslyn reads directives in the branches of #if that are not taken, too.
        foreach (var directive in root.GetLoadDirectives().Where(directive => !directive.IsActive)) Blank(text, directive);
        foreach (var directive in root.GetReferenceDirectives())
        {
            if (directive.IsActive && directive.File.IsMissing) continue;
            Blank(text, directive);
            if (!directive.IsActive) continue;
            var line = directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            if (PackageRequest.TryParse(directive.File.ValueText) is { } package) wanted.Add(package);
            else AddFile(directive.File.ValueText, folder, path, line);
        }

        if (wanted.Count > 0)
        {
            var assets = await packages.AddAsync(wanted, cancellationToken).ConfigureAwait(false);
            compiler.AddPackages(assets);
            await extensions.RunAsync(assets, cancellationToken).ConfigureAwait(false);
        }

        foreach (var directive in root.GetLoadDirectives().Where(directive => directive.IsActive))
        {
            var file = sources.Resolve(directive.File.ValueText, Path.IsPathRooted(path) ? path : null);
            // A missing file is Roslyn's to report, with its place.
            if (!File.Exists(file) || !loaded.Add(file)) continue;
            var content = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            sources.Set(file, await ResolveAsync(content, file, Path.GetDirectoryName(file)!, loaded, cancellationToken).ConfigureAwait(false));
        }

        return new string(text);
    }

    private void AddFile(string reference, string folder, string path, int line)
    {
        var file = Path.GetFullPath(Path.Combine(folder, reference));
        if (!File.Exists(file))
        {
            // The framework is there without being asked for.
            if (compiler.IsFramework(reference)) return;
            throw new CellException("FileNotFound", Path.GetFileName(file) == "Helpers.dll"
                ? $"{path}, line {line}: expected the course's helpers at {reference}, but they are not built; run ./course build"
                : $"{path}, line {line}: expected an assembly at {reference} (relative to {folder}), but there is no such file");
        }

        compiler.AddFile(file);
    }

    private static void Blank(char[] text, DirectiveTriviaSyntax directive) =>
        text.AsSpan(directive.Span.Start, directive.EndOfDirectiveToken.Span.Start - directive.Span.Start).Fill(' ');

    private string AddSources(string code) => SourceDirective().Replace(code, match =>
    {
        packages.AddSource(match.Groups["source"].Value.Trim());
        return new string(' ', match.Length);
    });

    [GeneratedRegex("""^[ \t]*#i[ \t]+"nuget:(?<source>[^"]+)"[ \t]*$""", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SourceDirective();
}

using StorageCourse.Engine.Display;
using StorageCourse.Engine.Magics;
using StorageCourse.Host;

namespace StorageCourse.Engine.Completion;

/// <summary>A line that begins with #!: its name, options, and what its options and arguments can be.</summary>
internal sealed class MagicCompletion(CellRegistry registry, IHost host)
{
    /// <summary>Completions at a position of the line that begins at <paramref name="lineStart"/>.</summary>
    public CellCompletions Complete(string code, int lineStart, int position)
    {
        var start = position;
        while (start > lineStart && !char.IsWhiteSpace(code[start - 1])) start--;
        if (start == lineStart) return Words.Matching(Names(), code, start, position);

        var words = code[lineStart..start].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        var name = words[0][2..];
        var options = OptionsOf(name);
        var option = words.Length > 1 ? options.FirstOrDefault(option => option.Name == words[^1] && option.TakesValue)?.Name : null;
        if (option == "--from-file") return PathCompletion.Complete(code, start, position, []);
        if (option is not null) return Words.Matching(ValuesOf(name, option), code, start, position);
        if (name == "import") return PathCompletion.Complete(code, start, position, [".csx", ".cs", ".ipynb"]);
        return Words.Matching(
            options.Where(option => !words.Contains(option.Name)).Select(option => new CellCompletion(option.Name, "property", option.Description)).Concat(ArgumentsOf(name)),
            code, start, position);
    }

    /// <summary>What the magic, or its option at a position, is for.</summary>
    public Bundle? Inspect(string code, int lineStart, int lineEnd, int position)
    {
        var name = code[(lineStart + 2)..lineEnd].Split([' ', '\t', '\r'], 2)[0];
        var description = registry.FindLanguage(name)?.Description ?? registry.FindMagic(name)?.Description;
        if (description is null) return null;
        var options = OptionsOf(name);
        int start = position, end = position;
        while (start > lineStart && !char.IsWhiteSpace(code[start - 1])) start--;
        while (end < lineEnd && !char.IsWhiteSpace(code[end])) end++;
        return options.FirstOrDefault(option => option.Name == code[start..end]) is { } option
            ? Bundle.Text($"{option.Name}: {option.Description}")
            : Bundle.Text($"#!{name}: {description}{string.Concat(options.Select(option => $"\n  {option.Name}: {option.Description}"))}");
    }

    private IEnumerable<CellCompletion> Names() =>
        registry.Languages.SelectMany(language => language.Aliases.Prepend(language.Name), (language, name) => new CellCompletion("#!" + name, "keyword", language.Description))
            .Concat(registry.Magics.Select(magic => new CellCompletion("#!" + magic.Name, "keyword", magic.Description)))
            .Append(new CellCompletion("#!csharp", "keyword", "C#"));

    private IReadOnlyList<CellOption> OptionsOf(string name) => registry.FindLanguage(name)?.Options ?? registry.FindMagic(name)?.Options ?? [];

    private IEnumerable<CellCompletion> ValuesOf(string name, string option) => (name, option) switch
    {
        ("set", "--value") => Variables("@csharp:").Append(new CellCompletion("@input:", "keyword", "asks for it")).Append(new CellCompletion("@password:", "keyword", "asks for it, hidden")),
        ("share", "--from") => registry.Languages.Select(language => new CellCompletion(language.Name, "keyword", language.Description)).Prepend(new CellCompletion("csharp", "keyword", "C#")),
        _ => [],
    };

    private IEnumerable<CellCompletion> ArgumentsOf(string name) => name switch
    {
        "requires" => registry.RequirementKinds.Select(kind => new CellCompletion(kind + ":", "keyword")),
        "share" => Variables(""),
        _ => [],
    };

    private IEnumerable<CellCompletion> Variables(string prefix) =>
        host.GetVariables().Select(variable => new CellCompletion(prefix + variable.Name, "variable", TypeNames.Short(variable.Type)));
}

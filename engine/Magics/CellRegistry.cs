using StorageCourse.Host;

namespace StorageCourse.Engine.Magics;

/// <summary>What can stand after <c>#!</c>: cell languages, magics, and what <c>#!requires</c> may ask.</summary>
internal sealed class CellRegistry
{
    private readonly Dictionary<string, ICellLanguage> languages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IMagic> magics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IRequirement> requirements = new(StringComparer.Ordinal);

    /// <summary>The languages, each once, by name.</summary>
    public IEnumerable<ICellLanguage> Languages => languages.Values.Distinct().OrderBy(language => language.Name, StringComparer.Ordinal);

    /// <summary>The magics by name.</summary>
    public IEnumerable<IMagic> Magics => magics.Values.OrderBy(magic => magic.Name, StringComparer.Ordinal);

    /// <summary>The kinds that <c>#!requires</c> knows.</summary>
    public IEnumerable<string> RequirementKinds => requirements.Keys.Order(StringComparer.Ordinal);

    /// <summary>Adds or replaces a language.</summary>
    public void Add(ICellLanguage language)
    {
        foreach (var name in language.Aliases.Prepend(language.Name)) languages[name] = language;
    }

    /// <summary>Adds a magic.</summary>
    public void Add(IMagic magic) => magics[magic.Name] = magic;

    /// <summary>Adds or replaces a requirement.</summary>
    public void Add(IRequirement requirement) => requirements[requirement.Kind] = requirement;

    /// <summary>Whether a name is C#'s, whose cells need no first line.</summary>
    public static bool IsCSharp(string name) => name is "csharp" or "C#" or "c#";

    /// <summary>The language of a name or alias, or null.</summary>
    public ICellLanguage? FindLanguage(string name) => languages.GetValueOrDefault(name);

    /// <summary>The magic of a name, or null.</summary>
    public IMagic? FindMagic(string name) => magics.GetValueOrDefault(name);

    /// <summary>The requirement of a kind, or null.</summary>
    public IRequirement? FindRequirement(string kind) => requirements.GetValueOrDefault(kind);
}

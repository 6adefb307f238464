using System.Collections.Immutable;
using StorageCourse.Labs;

namespace StorageCourse;

/// <summary>What a notebook asks a <see cref="Lab"/> for: a store, and perhaps a server of its own with settings. A string converts to the need of that store.</summary>
public sealed record Need
{
    private Need(string store)
    {
        Store = store;
        Name = store;
    }

    /// <summary>The names that <see cref="Of"/> takes.</summary>
    public static IReadOnlyList<string> KnownStores => [.. StoreRecipes.All.Select(recipe => recipe.Store)];

    /// <summary>The store's name, one of <see cref="KnownStores"/>.</summary>
    public string Store { get; }

    /// <summary>How the lab calls this server; the store's name unless <see cref="Named"/> said otherwise.</summary>
    public string Name { get; private init; }

    /// <summary>Whether the server may be stopped, killed, reconfigured, flushed and filled.</summary>
    public bool IsOwn { get; private init; }

    /// <summary>The server's settings by their own names, in order of their names.</summary>
    public ImmutableSortedDictionary<string, string> Settings { get; private init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The need of a store by its name.</summary>
    /// <exception cref="ArgumentException">No store has that name; the message lists those that exist.</exception>
    public static Need Of(string store) => StoreRecipes.Find(store) is not null ? new(store)
        : throw new ArgumentException($"expected the name of a store ({string.Join(", ", KnownStores)}), got \"{store}\"", nameof(store));

    /// <summary>As <see cref="Of"/>.</summary>
    public static implicit operator Need(string store) => Of(store);

    /// <summary>The same need, but of a server that may be broken on purpose; nobody else's is given for it.</summary>
    public Need Own() => this with { IsOwn = true };

    /// <summary>The same need with a setting, by the server's own name of it; implies <see cref="Own"/>.</summary>
    public Need With(string setting, string value) => this with { IsOwn = true, Settings = Settings.SetItem(setting, value) };

    /// <summary>The same need under another name, so that one lab can have several servers of a store; implies <see cref="Own"/>.</summary>
    public Need Named(string name) => this with { IsOwn = true, Name = name };

    /// <summary>What distinguishes this need from others; equal for needs that one server can serve.</summary>
    internal string Key => $"{Store}/{Name}/{(IsOwn ? "own" : "shared")}/{string.Join('\u001f', Settings.Select(setting => $"{setting.Key}={setting.Value}"))}";
}

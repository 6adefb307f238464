using System.Diagnostics.CodeAnalysis;
using StorageCourse.Display;
using StorageCourse.Host;

namespace StorageCourse.Tests.Host;

/// <summary>An engine without an engine: variables in memory, displays in a list.</summary>
public sealed class RecordingHost : IHost
{
    private readonly Lock gate = new();
    private readonly List<Bundle> displays = [];
    private readonly Dictionary<string, Variable> variables = new(StringComparer.Ordinal);

    public string Engine => "recording";

    public bool IsQuiet { get; init; } = true;

    /// <summary>What was shown, in order, as it stands now: updates replace.</summary>
    public IReadOnlyList<Bundle> Displays
    {
        get { lock (gate) return [.. displays]; }
    }

    /// <summary>The plain text of all displays, a line break between them.</summary>
    public string Text => string.Join('\n', Displays.Select(bundle => bundle.Data.GetValueOrDefault(MimeType.Text)));

    /// <summary>The HTML of all displays.</summary>
    public string Html => string.Join('\n', Displays.Select(bundle => bundle.Data.GetValueOrDefault(MimeType.Html)));

    /// <summary>The languages that were registered, by name.</summary>
    public Dictionary<string, ICellLanguage> Languages { get; } = new(StringComparer.Ordinal);

    /// <summary>The requirements that were registered, by kind.</summary>
    public Dictionary<string, IRequirement> Requirements { get; } = new(StringComparer.Ordinal);

    /// <summary>A variable's value.</summary>
    public object? this[string name]
    {
        get => variables[name].Value;
        set => variables[name] = new Variable(name, value, value?.GetType() ?? typeof(object));
    }

    /// <summary>Forgets what was shown so far.</summary>
    public void Clear()
    {
        lock (gate) displays.Clear();
    }

    public IDisplayed Display(Bundle bundle)
    {
        lock (gate)
        {
            displays.Add(bundle);
            return new Displayed(this, displays.Count - 1);
        }
    }

    public Bundle Format(object? value) => value is IDisplayable displayable ? displayable.ToBundle() : Bundle.Text(Table.FormatValue(value));

    public bool TryGetVariable(string name, [NotNullWhen(true)] out Variable? variable) => variables.TryGetValue(name, out variable);

    public void SetVariable(string name, object? value, Type type) => variables[name] = new Variable(name, value, type);

    public IReadOnlyList<Variable> GetVariables() => [.. variables.Values];

    public void Register(ICellLanguage language) => Languages[language.Name] = language;

    public void Register(IRequirement requirement) => Requirements[requirement.Kind] = requirement;

    private sealed class Displayed(RecordingHost host, int index) : IDisplayed
    {
        public void Update(Bundle bundle)
        {
            lock (host.gate) host.displays[index] = bundle;
        }
    }
}

using StorageCourse.Engine.CSharp;
using StorageCourse.Engine.Display;
using StorageCourse.Engine.Magics;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Session;

/// <summary>Our side of the seam.</summary>
internal sealed class EngineHost(CSharpSession csharp, CellRegistry registry) : IHost
{
    /// <inheritdoc/>
    public string Engine => "storage-course";

    /// <inheritdoc/>
    public bool IsQuiet => CourseEnvironment.IsHeadless;

    /// <inheritdoc/>
    public IDisplayed Display(Bundle bundle)
    {
        var cell = CellScope.Current ?? throw new InvalidOperationException("expected to display under a cell, but none has run yet");
        var id = Guid.NewGuid().ToString("N");
        cell.Output.Display(bundle, id);
        return new Displayed(id);
    }

    /// <inheritdoc/>
    public Task<string> AskAsync(string prompt, bool isSecret = false)
    {
        var cell = CellScope.Current ?? throw new InvalidOperationException("expected to ask for a cell, but none has run yet");
        return cell.Output.ReadLineAsync(prompt, isSecret, cell.Interrupt);
    }

    /// <inheritdoc/>
    public void ClearOutput(bool wait = false) => CellScope.Current?.Output.Clear(wait);

    /// <inheritdoc/>
    public Bundle Format(object? value) => ValueFormatter.Format(value);

    /// <inheritdoc/>
    public bool TryGetVariable(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Variable? variable)
    {
        variable = csharp.FindVariable(name);
        return variable is not null;
    }

    /// <inheritdoc/>
    public void SetVariable(string name, object? value, Type type) => csharp.SetVariable(name, value, type);

    /// <inheritdoc/>
    public IReadOnlyList<Variable> GetVariables() => csharp.GetVariables();

    /// <inheritdoc/>
    public void Register(ICellLanguage language) => registry.Add(language);

    /// <inheritdoc/>
    public void Register(IRequirement requirement) => registry.Add(requirement);

    /// <inheritdoc/>
    public void Register(ValueForm form) => ValueForms.Add(form);

    private sealed class Displayed(string id) : IDisplayed
    {
        public void Update(Bundle bundle) => CellScope.Current?.Output.UpdateDisplay(bundle, id);
    }
}

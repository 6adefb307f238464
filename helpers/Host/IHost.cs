namespace StorageCourse.Host;

/// <summary>
/// The seam between the helpers and the engine that runs a notebook. Our own engine implements it, and
/// helpers/DotNetInteractive implements it once more; nothing else does.
/// </summary>
public interface IHost
{
    /// <summary>The engine's name as <c>#!requires engine:NAME</c> knows it: "storage-course" or "dotnet-interactive".</summary>
    string Engine { get; }

    /// <summary>True where nobody watches (CI, a headless run): no progress bars, no animation.</summary>
    bool IsQuiet { get; }

    /// <summary>Shows a bundle under the cell that is running in this asynchronous context.</summary>
    /// <returns>A handle that replaces what is shown, also after the cell has ended.</returns>
    IDisplayed Display(Bundle bundle);

    /// <summary>Asks whoever watches for a line of text.</summary>
    /// <param name="prompt">What stands before the answer.</param>
    /// <param name="isSecret">Whether the answer is hidden while it is typed.</param>
    /// <exception cref="InvalidOperationException">Nobody can answer (a headless run).</exception>
    Task<string> AskAsync(string prompt, bool isSecret = false) => throw new InvalidOperationException($"the engine {Engine} can't ask here");

    /// <summary>Removes what the running cell has shown so far.</summary>
    /// <param name="wait">Only when the next output comes, so that nothing flickers.</param>
    void ClearOutput(bool wait = false) => throw new InvalidOperationException($"the engine {Engine} can't clear output here");

    /// <summary>How the engine would show a value; used for what stands inside another output.</summary>
    Bundle Format(object? value);

    /// <summary>Looks up a top-level C# variable of the session by its exact name.</summary>
    bool TryGetVariable(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Variable? variable);

    /// <summary>Declares or replaces a C# variable; later cells see it with <paramref name="type"/> as its static type.</summary>
    /// <exception cref="ArgumentException">The name is no C# identifier, or the type is not accessible to a script.</exception>
    void SetVariable(string name, object? value, Type type);

    /// <summary>The session's top-level C# variables; of several with one name, the newest.</summary>
    IReadOnlyList<Variable> GetVariables();

    /// <summary>Makes cells that begin with <c>#!NAME</c> run in that language. A second call with the same name replaces the first.</summary>
    void Register(ICellLanguage language);

    /// <summary>Makes <c>#!requires KIND:VALUE</c> ask this requirement. A second call with the same kind replaces the first.</summary>
    void Register(IRequirement requirement);

    /// <summary>Shows values of a type in this form from now on. A second form of the same type replaces the first.</summary>
    void Register(ValueForm form)
    {
        // An engine without it shows such values in its own way.
    }
}

/// <summary>A bundle that is on show.</summary>
public interface IDisplayed
{
    /// <summary>Replaces what is shown, in place.</summary>
    void Update(Bundle bundle);
}

/// <summary>A top-level C# variable of the session.</summary>
public sealed record Variable(string Name, object? Value, Type Type);

/// <summary>A condition that <c>#!requires KIND:VALUE</c> or <c>#!requires KIND</c> asks for.</summary>
public interface IRequirement
{
    /// <summary>The word before the colon, for instance "store".</summary>
    string Kind { get; }

    /// <summary>Why the requirement cannot be met and what would help; null where it is met.</summary>
    ValueTask<string?> WhyMissingAsync(string value, CancellationToken cancellationToken);
}

using System.Net;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using StorageCourse.Host;
using StorageCourse.Platform;

namespace StorageCourse.DotNetInteractive;

/// <summary>.NET Interactive's side of the seam.</summary>
internal sealed class DotNetInteractiveHost : IHost
{
    /// <summary>The engine's name as <c>#!requires engine:NAME</c> knows it.</summary>
    public const string EngineName = "dotnet-interactive";

    private readonly CompositeKernel root;
    private readonly CSharpKernel csharp;
    private readonly Dictionary<string, StoreKernel> languages = [];
    private readonly RequiresDirective requires;

    /// <summary>Adds #!requires, imports that don't fail silently, and the formats of the course's values to an engine.</summary>
    public DotNetInteractiveHost(CompositeKernel root)
    {
        this.root = root;
        csharp = root.ChildKernels.OfType<CSharpKernel>().First();
        requires = new RequiresDirective(root, this);
        Register(new EngineRequirement(EngineName));
        Register(new PackageRequirement());
        ImportHandler.AddTo(root);
        Formatter.SetPreferredMimeTypesFor(typeof(IDisplayable), MimeType.Html, MimeType.Text);
        Formatter.Register<IDisplayable>((value, writer) => writer.Write(Html(value.ToBundle())), MimeType.Html);
        Formatter.Register<IDisplayable>((value, writer) => writer.Write(value.ToBundle().Data[MimeType.Text]), MimeType.Text);
    }

    public string Engine => EngineName;

    public bool IsQuiet => CourseEnvironment.IsHeadless;

    public IDisplayed Display(Bundle bundle)
    {
        var context = KernelInvocationContext.Current ?? throw new InvalidOperationException("expected to display under a running cell, but none runs here");
        var id = Guid.NewGuid().ToString("N");
        context.Publish(new DisplayedValueProduced(bundle, context.Command, Forms(bundle), id));
        return new Displayed(id);
    }

    public async Task<string> AskAsync(string prompt, bool isSecret = false)
    {
        if (IsQuiet) throw new InvalidOperationException("nobody can answer in a headless run");
        return isSecret ? (await Kernel.GetPasswordAsync(prompt)).GetClearTextPassword() : await Kernel.GetInputAsync(prompt);
    }

    public Bundle Format(object? value) =>
        new(FormattedValue.CreateManyFromObject(value, MimeType.Html, MimeType.Text).ToDictionary(form => form.MimeType, form => form.Value));

    public bool TryGetVariable(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Variable? variable)
    {
        variable = GetVariables().FirstOrDefault(known => known.Name == name);
        return variable is not null;
    }

    // The engine declares the variable by running a line of C#, so its type must be public.
    public void SetVariable(string name, object? value, Type type) => csharp.SetValueAsync(name, value, type).GetAwaiter().GetResult();

    public IReadOnlyList<Variable> GetVariables()
    {
        var newest = new Dictionary<string, Variable>();
        foreach (var variable in csharp.ScriptState?.Variables ?? []) newest[variable.Name] = new Variable(variable.Name, variable.Value, variable.Type);
        return [.. newest.Values];
    }

    public void Register(ICellLanguage language)
    {
        if (languages.TryGetValue(language.Name, out var known)) known.Language = language;
        // The first #!import swallows exceptions, so this is said aloud. Versions before February 2025 have a #!sql that only gives advice.
        else if (root.ChildKernels.TryGetByAlias(language.Name, out _))
            Console.Error.WriteLine($"expected #!{language.Name} to be free for the course, but this .NET Interactive has one of its own; update it to its last version");
        else languages[language.Name] = StoreKernel.AddTo(root, language, this);
    }

    public void Register(IRequirement requirement) => requires.Add(requirement);

    public void Register(ValueForm form)
    {
        foreach (var mimeType in new[] { MimeType.Html, MimeType.Text })
            Formatter.Register(form.Type, (value, writer) => writer.Write(Shown(form, value, mimeType)), mimeType);
    }

    // A form that answers with a value of its own type would be asked for that one, too, without end.
    private static string Shown(ValueForm form, object value, string mimeType) => form.Of(value) switch
    {
        IDisplayable shown => mimeType == MimeType.Html ? Html(shown.ToBundle()) : shown.ToBundle().Data[MimeType.Text],
        { } other when form.Type.IsInstanceOfType(other) => mimeType == MimeType.Html ? WebUtility.HtmlEncode(other.ToString() ?? "") : other.ToString() ?? "",
        var other => other.ToDisplayString(mimeType),
    };

    // No Plotly MIME type: this engine sends all but application/json to Jupyter as a text, which front ends can't draw. The HTML draws itself.
    private static FormattedValue[] Forms(Bundle bundle) =>
        [.. bundle.Data.Where(form => form.Key != MimeType.Plotly).Select(form => new FormattedValue(form.Key, form.Value))];

    private static string Html(Bundle bundle) => bundle.Data.TryGetValue(MimeType.Html, out var html) ? html : WebUtility.HtmlEncode(bundle.Data[MimeType.Text]);

    // Once the cell has ended the engine publishes nothing of it any more.
    private sealed class Displayed(string id) : IDisplayed
    {
        public void Update(Bundle bundle)
        {
            if (KernelInvocationContext.Current is { } context) context.Publish(new DisplayedValueUpdated(bundle, id, context.Command, Forms(bundle)));
        }
    }
}

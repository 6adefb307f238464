#load "kernel.csx"
#load "directives.csx"
#load "packages.csx"

using System.IO;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using StorageCourse.Host;

/// <summary>.NET Interactive's side of the seam.</summary>
public sealed class DotNetInteractiveHost : IHost
{
    private readonly CompositeKernel root;
    private readonly CSharpKernel csharp;
    private readonly Dictionary<string, StoreKernel> languages = new();
    private readonly Dictionary<string, IRequirement> requirements = new();

    private DotNetInteractiveHost(CompositeKernel root)
    {
        this.root = root;
        csharp = root.ChildKernels.OfType<CSharpKernel>().First();
        Register(new EngineRequirement(Engine));
        Register(new PackageRequirement());
    }

    public string Engine => "dotnet-interactive";

    public bool IsQuiet => CourseEnvironment.IsHeadless;

    /// <summary>The host of the engine that runs the calling cell, with #!requires, imports that don't fail silently, and the formats of the course's values.</summary>
    public static DotNetInteractiveHost Create()
    {
        var host = new DotNetInteractiveHost((CompositeKernel)Kernel.Root);
        // The course's kernel gets its folder from its kernelspec; here it is the folder above this file's.
        if (CourseEnvironment.RootFolder is null) Environment.SetEnvironmentVariable(CourseEnvironment.Root, Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile()), "..", "..", "..")));
        CourseDirectives.AddTo(host.root, host.requirements, host);
        Formatter.SetPreferredMimeTypesFor(typeof(IDisplayable), MimeType.Html, MimeType.Text);
        Formatter.Register(typeof(IDisplayable), (value, writer) => writer.Write(Html(((IDisplayable)value).ToBundle())), MimeType.Html);
        Formatter.Register(typeof(IDisplayable), (value, writer) => writer.Write(((IDisplayable)value).ToBundle().Data[MimeType.Text]), MimeType.Text);
        return host;
    }

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

    public Bundle Format(object value) =>
        new(FormattedValue.CreateManyFromObject(value, MimeType.Html, MimeType.Text).ToDictionary(form => form.MimeType, form => form.Value));

    public bool TryGetVariable(string name, out Variable variable)
    {
        variable = GetVariables().FirstOrDefault(known => known.Name == name);
        return variable is not null;
    }

    // The engine declares the variable by running a line of C#, so its type must be public.
    public void SetVariable(string name, object value, Type type) => csharp.SetValueAsync(name, value, type).GetAwaiter().GetResult();

    public IReadOnlyList<Variable> GetVariables()
    {
        var newest = new Dictionary<string, Variable>();
        if (State is not null)
            foreach (var variable in State.Variables) newest[variable.Name] = new Variable(variable.Name, variable.Value, variable.Type);
        return newest.Values.ToArray();
    }

    public void Register(ICellLanguage language)
    {
        if (languages.TryGetValue(language.Name, out var known)) known.Language = language;
        // The first #!import swallows exceptions, so this is said aloud. Versions before February 2025 have a #!sql that only gives advice.
        else if (root.ChildKernels.TryGetByAlias(language.Name, out _))
            Console.Error.WriteLine($"expected #!{language.Name} to be free for the course, but this .NET Interactive has one of its own; update it to its last version");
        else languages[language.Name] = StoreKernel.AddTo(root, language, this);
    }

    public void Register(IRequirement requirement) => requirements[requirement.Kind] = requirement;

    public void Register(ValueForm form)
    {
        foreach (var mimeType in new[] { MimeType.Html, MimeType.Text })
            Formatter.Register(form.Type, (value, writer) => writer.Write(form.Of(value).ToDisplayString(mimeType)), mimeType);
    }

    public Task RunScriptAsync(string path, CancellationToken cancellationToken) => BesideScript.RunAsync(path, State, cancellationToken);

    // Roslyn's ScriptState; dynamic, for scripts have no reference to Roslyn's own assemblies.
    private dynamic State => ((dynamic)csharp).ScriptState;

    // No Plotly MIME type: this engine sends all but application/json to Jupyter as a text, which front ends can't draw. The HTML draws itself.
    private static FormattedValue[] Forms(Bundle bundle) =>
        bundle.Data.Where(form => form.Key != MimeType.Plotly).Select(form => new FormattedValue(form.Key, form.Value)).ToArray();

    private static string Html(Bundle bundle) => bundle.Data.TryGetValue(MimeType.Html, out var html) ? html : WebUtility.HtmlEncode(bundle.Data[MimeType.Text]);

    private static string ThisFile([CallerFilePath] string path = "") => path;

    // Once the cell has ended the engine publishes nothing of it any more.
    private sealed class Displayed : IDisplayed
    {
        private readonly string id;

        public Displayed(string id) => this.id = id;

        public void Update(Bundle bundle)
        {
            if (KernelInvocationContext.Current is { } context) context.Publish(new DisplayedValueUpdated(bundle, id, context.Command, Forms(bundle)));
        }
    }
}

using System.Reflection;

namespace StorageCourse.Engine.CSharp;

/// <summary>
/// What packages bring for .NET Interactive, which runs it when they are restored: an extension.dib, of which the C# is run here, or a class that is
/// handed a kernel. There is none here to hand over: what only registers formatters works, and what needs a kernel is said not to.
/// </summary>
internal sealed class PackageExtensions(CellLoadContext loadContext, Func<string, string, string, CancellationToken, Task> run, Action<string> say)
{
    private readonly HashSet<string> done = new(StringComparer.Ordinal);

    /// <summary>Runs those that have not run yet.</summary>
    public async Task RunAsync(PackageAssets packages, CancellationToken cancellationToken)
    {
        foreach (var file in packages.Extensions.Where(done.Add))
        {
            try
            {
                if (Path.GetExtension(file) == ".dib") await RunScriptAsync(file, cancellationToken).ConfigureAwait(false);
                else await RunClassesAsync(file).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or InterruptedException))
            {
                var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
                say($"{Path.GetFileName(file)} extends .NET Interactive, which is not the engine here; what it would have added is missing ({cause.GetType().Name}: {cause.Message})\n");
            }
        }
    }

    private async Task RunScriptAsync(string file, CancellationToken cancellationToken)
    {
        var isCSharp = true;
        var lines = await File.ReadAllLinesAsync(file, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("#!", StringComparison.Ordinal))
            {
                isCSharp = lines[i].Trim() is "#!csharp" or "#!c#";
                lines[i] = "";
            }

            if (!isCSharp) lines[i] = "";
        }

        await run(string.Join('\n', lines), file, Path.GetDirectoryName(file)!, cancellationToken).ConfigureAwait(false);
    }

    private async Task RunClassesAsync(string file)
    {
        loadContext.AddFile(file);
        foreach (var type in loadContext.LoadFromAssemblyPath(file).GetExportedTypes().Where(type => !type.IsAbstract || type.IsSealed))
        {
            var load = type.GetMethods(BindingFlags.Public | BindingFlags.Static)
                .FirstOrDefault(method => method.Name == "Load" && method.GetParameters() is [{ ParameterType.FullName: "Microsoft.DotNet.Interactive.Kernel" }]);
            var started = load is not null ? load.Invoke(null, [null])
                : !type.IsAbstract && type.GetInterface("Microsoft.DotNet.Interactive.IKernelExtension") is { } extension
                    ? extension.GetMethod("OnLoadAsync")!.Invoke(Activator.CreateInstance(type), [null])
                    : null;
            if (started is Task task) await task.ConfigureAwait(false);
        }
    }
}

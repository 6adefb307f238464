using System.CommandLine;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Cli;

/// <summary><c>kernel install</c> and <c>kernel uninstall</c>.</summary>
internal static class KernelCommand
{
    /// <summary>The command with its subcommands.</summary>
    public static Command Create() => new("kernel", "Make the Jupyter kernel of this course known to VS Code and other front ends, or take it away.") { Install(), Uninstall() };

    private static Command Install()
    {
        var (user, prefix) = (User(), Prefix());
        var command = new Command("install", "Make the kernel known to the Jupyter front ends of this user, or of a whole prefix.") { user, prefix };
        command.Validators.Add(result => RefuseBoth(result, user, prefix));
        command.SetAction(parsed =>
        {
            var root = CourseEnvironment.RootFolder ?? Directory.GetCurrentDirectory();
            if (!Directory.Exists(Path.Combine(root, "notebooks")))
                return Fail(parsed, $"expected the course's folder, with notebooks/ in it, got {root}; call ./course kernel install, or set {CourseEnvironment.Root}");
            return Try(parsed, () => $"installed {KernelSpecInstaller.Name} in {KernelSpecInstaller.Install(parsed.GetValue(prefix), root)}");
        });
        return command;
    }

    private static Command Uninstall()
    {
        var (user, prefix) = (User(), Prefix());
        var command = new Command("uninstall", "Remove what install wrote.") { user, prefix };
        command.Validators.Add(result => RefuseBoth(result, user, prefix));
        command.SetAction(parsed => Try(parsed, () => KernelSpecInstaller.Uninstall(parsed.GetValue(prefix)) is { } folder
            ? $"removed {folder}"
            : $"nothing to remove: there is no {KernelSpecInstaller.Folder(parsed.GetValue(prefix))}"));
        return command;
    }

    private static Option<bool> User() => new("--user") { Description = "For this user alone, which is the default." };

    private static Option<string?> Prefix() => new("--prefix") { Description = "In PREFIX/share/jupyter/kernels, for instance of a Python environment.", HelpName = "PREFIX" };

    private static void RefuseBoth(System.CommandLine.Parsing.CommandResult result, Option<bool> user, Option<string?> prefix)
    {
        if (result.GetValue(user) && result.GetValue(prefix) is not null) result.AddError("expected --user or --prefix, got both");
    }

    private static int Try(ParseResult parsed, Func<string> act)
    {
        try
        {
            parsed.InvocationConfiguration.Output.WriteLine(act());
            return 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(parsed, e.Message);
        }
    }

    private static int Fail(ParseResult parsed, string message)
    {
        parsed.InvocationConfiguration.Error.WriteLine(message);
        return 1;
    }
}

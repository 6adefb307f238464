using System.CommandLine;

namespace StorageCourse.Engine.Cli;

/// <summary><c>course doctor</c>: what is here, what is missing, what to do. The helpers know; asking them also shows that a kernel starts.</summary>
internal static class DoctorCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "For programs." };
        var command = new Command("doctor", "Say what is here, what is missing, and what to do.") { json };
        command.SetAction((parsed, cancellationToken) => HelperCell.RunAsync(
            parsed.GetValue(json) ? "Console.Write((await Doctor.ExamineAsync()).ToJson())" : "Console.Write(await Doctor.ExamineAsync())", cancellationToken));
        return command;
    }
}

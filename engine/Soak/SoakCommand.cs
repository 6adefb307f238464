using System.CommandLine;
using System.Globalization;
using StorageCourse.Engine.Headless;
using StorageCourse.Platform;

namespace StorageCourse.Engine.Soak;

/// <summary><c>course soak</c>: minutes of bad treatment for kernels; fails if one of them leaks, dies, or serves nobody afterwards.</summary>
internal static class SoakCommand
{
    /// <summary>The command for the program's command line.</summary>
    public static Command Create()
    {
        var seed = new Option<int?>("--seed") { Description = "Do the same again; it is printed at the start." };
        var kernels = new Option<int>("--kernels") { Description = "How many kernels are started one after another.", DefaultValueFactory = _ => 5 };
        var rounds = new Option<int>("--rounds") { Description = "How many misdeeds each suffers.", DefaultValueFactory = _ => 400 };
        var command = new Command("soak", "Treat kernels badly for some minutes: random, cut and forged messages, front ends that die, restarts.") { seed, kernels, rounds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = parsed.GetValue(seed) ?? Random.Shared.Next();
            Console.WriteLine($"seed {chosen}");
            var environment = new Dictionary<string, string?> { [CourseEnvironment.Headless] = "1" };
            var soak = new KernelSoak(RunOptions.OwnKernel, Path.Combine(Course.Require().Root, "notebooks"), environment);
            var isWell = true;
            await foreach (var kernel in soak.RunAsync(chosen, parsed.GetValue(kernels), parsed.GetValue(rounds), cancellationToken).ConfigureAwait(false))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"memory {kernel.MemoryBefore:0.0} to {kernel.MemoryAfter:0.0} MiB, sockets {kernel.SocketsBefore} to {kernel.SocketsAfter}: {(kernel.Faults.Count == 0 ? "well" : string.Join("; ", kernel.Faults))}"));
                isWell &= kernel.Faults.Count == 0;
            }

            return isWell ? 0 : 1;
        });
        return command;
    }
}

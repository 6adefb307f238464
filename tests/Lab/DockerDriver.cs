using System.Diagnostics;
using StorageCourse.Labs;

namespace StorageCourse.Tests.Labs;

/// <summary>
/// Makes containers with Docker's command line, where the package of the course's own driver does not restore. What the lab does with them afterwards is the same.
/// </summary>
/// <param name="network">To which they belong: the tests' engine has no network of its own.</param>
internal sealed class DockerDriver(string network) : IContainerDriver
{
    /// <summary>The environment variable with the network; where it is set, a <see cref="LabProgram"/> uses this driver.</summary>
    public const string Variable = "TEST_DOCKER_NETWORK";

    public async Task<string> StartAsync(ContainerOrder order, IProgress<double> pulling, CancellationToken cancellationToken)
    {
        List<string> create = ["create", "--network", network, "--publish", $"127.0.0.1:{order.HostPort}:{order.Port}"];
        foreach (var (name, value) in order.Labels) create.AddRange(["--label", $"{name}={value}"]);
        foreach (var (name, value) in order.Environment) create.AddRange(["--env", $"{name}={value}"]);
        var id = (await DockerAsync([.. create, order.Image, .. order.Command], cancellationToken)).Trim();
        foreach (var (path, content) in order.Files)
        {
            var file = Path.GetTempFileName();
            try
            {
                await File.WriteAllTextAsync(file, content, cancellationToken);
                await DockerAsync(["cp", file, $"{id}:{path}"], cancellationToken);
            }
            finally
            {
                File.Delete(file);
            }
        }

        await DockerAsync(["start", id], cancellationToken);
        return id;
    }

    private static async Task<string> DockerAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(await errors);
    }
}

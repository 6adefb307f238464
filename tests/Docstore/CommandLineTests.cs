using System.Diagnostics;
using System.Globalization;
using StorageCourse.Platform;
using StorageCourse.Tests.Docstore.Client;
using StorageCourse.Tests.Labs;

namespace StorageCourse.Tests.Docstore;

/// <summary>The program behind <c>course docstore</c>.</summary>
public sealed class CommandLineTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "StorageCourse.Docstore.dll");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Signal.Interrupt)]
    [InlineData(Signal.Terminate)]
    public async Task It_prints_an_uri_alone_serves_and_ends_well_when_it_is_asked_to(Signal signal)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var uri = (await process.StandardOutput.ReadLineAsync(Token)).ShouldNotBeNull();
        await using (var client = await WireClient.ConnectAsync(uri, Token)) await client.RunCommandAsync("shop", new() { { "ping", 1 } }, Token);
        Posix.Send(signal, process.Id);
        await process.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromMinutes(3), Token);
        process.ExitCode.ShouldBe(0);
        (await process.StandardOutput.ReadToEndAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_ends_with_the_process_that_started_it()
    {
        using var parent = Process.Start(new ProcessStartInfo("sh", ["-c", "dotnet \"$1\" & echo $!; wait", "sh", Program]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var id = int.Parse((await parent.StandardOutput.ReadLineAsync(Token)).ShouldNotBeNull(), CultureInfo.InvariantCulture);
        (await parent.StandardOutput.ReadLineAsync(Token)).ShouldNotBeNull().ShouldStartWith("mongodb://");
        parent.Kill();
        await LabProcess.UntilAsync(() => !LabProcess.CommandOf(id).Contains("Docstore", StringComparison.Ordinal), "the end of the server whose parent was killed");
    }

    [Theory]
    [InlineData("--port", "0")]
    [InlineData("--port", "x")]
    [InlineData("--loudly", "")]
    public async Task Other_arguments_are_refused_with_the_usage(string option, string value)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Program, option, value]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        process.ExitCode.ShouldBe(2);
        errors.ShouldContain("usage: course docstore");
    }
}

using System.Text.Json;
using StorageCourse.Engine.Cli;
using StorageCourse.Engine.Jupyter;
using StorageCourse.Engine.Jupyter.Client;

namespace StorageCourse.Tests.Jupyter;

public sealed class KernelSpecTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("storage-course-test ü-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task An_installed_kernel_is_one_that_Jupyter_accepts()
    {
        var installed = KernelSpecInstaller.Install(folder, folder);
        installed.ShouldBe(Path.Combine(folder, "share", "jupyter", "kernels", "storage-course"));
        var seen = JsonElement.Parse(await Python.RunAsync("kernelspecs.py", [], ("JUPYTER_PATH", Path.Combine(folder, "share", "jupyter"))));
        var spec = seen.GetProperty("storage-course");
        spec.GetProperty("resource_dir").GetString().ShouldBe(installed);
        var content = spec.GetProperty("spec");
        content.GetProperty("display_name").GetString().ShouldBe("C# Polyglot (storage course)");
        content.GetProperty("language").GetString().ShouldBe("C#");
        content.GetProperty("interrupt_mode").GetString().ShouldBe("message");
        content.GetProperty("env").GetProperty("COURSE_ROOT").GetString().ShouldBe(folder);
        content.GetProperty("argv").EnumerateArray().Select(argument => argument.GetString())
            .ShouldBe([Environment.ProcessPath, "kernel", "--connection-file", "{connection_file}"]);
        Directory.EnumerateFiles(installed).Select(Path.GetFileName).Order()
            .ShouldBe(["kernel.json", "logo-32x32.png", "logo-64x64.png", "logo-svg.svg"]);
    }

    [Fact]
    public void An_installation_replaces_an_older_one_and_can_be_undone()
    {
        KernelSpecInstaller.Install(folder, "/old");
        var installed = KernelSpecInstaller.Install(folder, folder);
        KernelSpec.Read(installed).Environment["COURSE_ROOT"].ShouldBe(folder);
        KernelSpecInstaller.Uninstall(folder).ShouldBe(installed);
        Directory.Exists(installed).ShouldBeFalse();
        KernelSpecInstaller.Uninstall(folder).ShouldBeNull();
    }

    [Theory]
    [InlineData("install --user --prefix /x", 1)]
    [InlineData("install --nonsense", 1)]
    [InlineData("uninstall --prefix /nonexistent/prefix", 0)]
    [InlineData("install --prefix /proc/1", 1)]
    public async Task The_command_refuses_what_it_cannot_do(string arguments, int code) =>
        (await KernelCommand.Create().Parse(arguments.Split(' ')).InvokeAsync(new() { Output = TextWriter.Null, Error = TextWriter.Null }, CancellationToken.None))
            .ShouldBe(code);

    [Fact]
    public void A_malformed_kernel_json_is_named()
    {
        File.WriteAllText(Path.Combine(folder, "kernel.json"), "{\"argv\": 3}");
        Should.Throw<InvalidDataException>(() => KernelSpec.Read(folder)).Message.ShouldContain(Path.Combine(folder, "kernel.json"));
    }

    [Fact]
    public void An_unknown_kernel_is_answered_with_those_that_are_known()
    {
        var before = Environment.GetEnvironmentVariable("JUPYTER_PATH");
        try
        {
            KernelSpecInstaller.Install(folder, folder);
            Environment.SetEnvironmentVariable("JUPYTER_PATH", Path.Combine(folder, "share", "jupyter"));
            KernelSpec.Find("storage-course").InterruptMode.ShouldBe(InterruptMode.Message);
            Should.Throw<InvalidOperationException>(() => KernelSpec.Find("stroage-course")).Message.ShouldContain("storage-course");
        }
        finally
        {
            Environment.SetEnvironmentVariable("JUPYTER_PATH", before);
        }
    }

    [Theory]
    [InlineData("", "connection file")]
    [InlineData("{}", "connection file")]
    [InlineData("{\"transport\": \"udp\"}", "udp")]
    [InlineData("{\"signature_scheme\": \"hmac-md5\"}", "hmac-md5")]
    [InlineData("{\"ip\": 5}", "connection file")]
    public void A_connection_file_that_cannot_be_used_says_why(string text, string why)
    {
        var file = Path.Combine(folder, "c.json");
        File.WriteAllText(file, text);
        Should.Throw<InvalidDataException>(() => ConnectionFile.Read(file)).Message.ShouldContain(why);
    }

    [Fact]
    public void A_connection_file_is_read_as_it_was_written_and_only_its_owner_can_read_it()
    {
        var connection = new ConnectionFile("ipc", "/tmp/x", 1, 2, 3, 4, 5, "secret");
        var file = Path.Combine(folder, "c.json");
        connection.Write(file);
        ConnectionFile.Read(file).ShouldBe(connection);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}

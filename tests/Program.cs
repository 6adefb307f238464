using StorageCourse.Tests;
using StorageCourse.Tests.Docstore.Bench;
using StorageCourse.Tests.Headless;
using StorageCourse.Tests.Jupyter;
using StorageCourse.Tests.Labs;

// The tests' program is also a small Jupyter kernel, for tests of kernels in a process of their own, and one that starts a kernel.
if (args is ["test-kernel", var connectionFile]) return await TestKernel.RunAsync(connectionFile);
if (args is ["test-starter"]) return await TestKernel.StartAsync();
// And a kernel for the runner to run.
if (args is ["scripted-kernel", var file]) return await ScriptedKernel.RunAsync(file);
// And the head of a session with servers.
if (args is ["test-lab", .. var stores]) return await LabProgram.RunAsync(stores);
// And what measures docstore, with a client in another process.
if (args is ["docstore-bench"]) return await ServerBench.RunAsync();
if (args.Any(arg => arg is "--server" or "--internal-msbuild-node"))
    return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

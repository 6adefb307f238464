using StorageCourse.Tests;
using StorageCourse.Tests.Headless;
using StorageCourse.Tests.Jupyter;
using StorageCourse.Tests.Labs;

// The tests' program is also a small Jupyter kernel, for tests of kernels in a process of their own, and one that starts a kernel.
if (args is ["test-kernel", var connectionFile]) return await TestKernel.RunAsync(connectionFile);
if (args is ["test-starter"]) return await TestKernel.StartAsync();
// And the runner's commands, for tests that send signals to a process; and a kernel for it to run.
if (args is ["course", .. var command]) return await CourseProcess.MainAsync(command);
if (args is ["scripted-kernel", var file]) return await ScriptedKernel.RunAsync(file);
// And the head of a session with servers.
if (args is ["test-lab", .. var stores]) return await LabProgram.RunAsync(stores);
if (args.Any(arg => arg is "--server" or "--internal-msbuild-node"))
    return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);

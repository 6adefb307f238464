using StorageCourse.Engine.Cli;

// A front end waits for the kernel: it starts without the command line's machinery.
if (args is ["kernel", "--connection-file", var connectionFile]) return await KernelHost.RunAsync(connectionFile);
return await CommandLine.RunAsync(args);

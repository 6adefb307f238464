using StorageCourse.Docstore;

return await CommandLine.RunAsync(args);

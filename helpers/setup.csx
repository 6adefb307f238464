#load "../helpers/references.csx"
#if !STORAGE_COURSE
#r "../helpers/bin/StorageCourse.DotNetInteractive.dll"
#endif
using System.IO;
using System.Threading;
using Dapper;
using Npgsql;
using StorageCourse;
#if !STORAGE_COURSE
StorageCourse.DotNetInteractive.CourseSetup.Attach();
#endif
Setup.Run();

#load "../helpers/references.csx"
#if !STORAGE_COURSE
// All that Helpers.dll refers to. What the compiler had to find by itself it would bind anew when a package brings another
// version of it, and a lab from before would be of another type than a lab from then on.
#r "../helpers/bin/StorageCourse.Host.dll"
#r "../helpers/bin/StorageCourse.Docstore.dll"
#r "../helpers/bin/Dapper.dll"
#r "../helpers/bin/Npgsql.dll"
#r "../helpers/bin/Microsoft.Extensions.DependencyInjection.Abstractions.dll"
#r "../helpers/bin/Microsoft.Extensions.Logging.Abstractions.dll"
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

#load "../helpers/references.csx"
#if !STORAGE_COURSE
#load "../helpers/packages/dotnet-interactive.csx"
#endif
using System.IO;
using System.Threading;
using Dapper;
using Npgsql;
using StorageCourse;
Setup.Run();

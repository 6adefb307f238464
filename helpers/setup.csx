#r "../helpers/bin/Helpers.dll"
#if !STORAGE_COURSE
#load "../helpers/packages/dotnet-interactive.csx"
#endif
using System.IO;
using System.Threading;
using Dapper;
using Npgsql;
using StorageCourse;
Setup.Run();

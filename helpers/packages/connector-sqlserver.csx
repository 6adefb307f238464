// .NET Interactive's own connector, for cells that begin with #!requires engine:dotnet-interactive; it must be of that engine's version, and the newest is its last.
#r "nuget: Microsoft.DotNet.Interactive.SqlServer, *-*"

// .NET Interactive's own connectors, for cells that begin with #!requires engine:dotnet-interactive; they must be of that engine's version, and the newest is its last.
#r "nuget: Microsoft.DotNet.Interactive.PostgreSQL, *-*"
#r "nuget: Microsoft.DotNet.Interactive.SQLite, *-*"

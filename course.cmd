@echo off
rem Builds what is stale, then hands over to the engine. `course --help` lists the commands.
rem On Windows the servers come from containers, or from LAB_* variables that name servers of your own.
setlocal
set "ROOT=%~dp0"
if "%ROOT:~-1%"=="\" set "ROOT=%ROOT:~0,-1%"
set "COURSE_ROOT=%ROOT%"
set "ENGINE=%ROOT%\engine\bin\kernel\storage-course.exe"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1

if "%~1"=="up" goto compose
if "%~1"=="down" goto compose

where dotnet >nul 2>nul || (
    echo course: expected the .NET 10 SDK's "dotnet" on the PATH; get it from https://dotnet.microsoft.com/download 1>&2
    exit /b 1
)

if "%~1"=="test" (
    echo course: the tests start servers natively and run on Linux; on Windows use WSL or the devcontainer 1>&2
    exit /b 1
)

rem `course build` builds always; every other command only what was never built or what git says has changed since.
if "%~1"=="build" goto build
if not exist "%ENGINE%" goto build
if not exist "%ROOT%\helpers\bin\Helpers.dll" goto build
for /f %%F in ('powershell -NoProfile -Command "$b=(Get-Item '%ENGINE%').LastWriteTimeUtc; if (Get-ChildItem '%ROOT%\docstore','%ROOT%\engine','%ROOT%\helpers' -Recurse -Include *.cs,*.csproj,*.js,*.css -File | Where-Object { $_.FullName -notmatch '\\(bin|obj)\\' -and $_.LastWriteTimeUtc -gt $b } | Select-Object -First 1) { 'stale' }"') do goto build
goto hand_over

:build
echo course: building the engine and the helpers ... 1>&2
set PUBLISH=dotnet publish "%ROOT%\Course.slnf" -c Release --ucr --no-self-contained -v quiet -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false
%PUBLISH% -p:PublishReadyToRun=true || %PUBLISH% || exit /b 1
if "%~1"=="build" exit /b 0

:hand_over
if "%~1"=="docstore" (
    dotnet "%ROOT%\helpers\bin\StorageCourse.Docstore.dll" %2 %3
    exit /b
)
"%ENGINE%" %*
exit /b %ERRORLEVEL%

:compose
rem Git for Windows brings bash.
where bash >nul 2>nul || (
    echo course: expected bash, which comes with Git for Windows: https://git-scm.com/download/win 1>&2
    exit /b 1
)
bash "%ROOT:\=/%/helpers/Labs/compose.sh" %*
exit /b %ERRORLEVEL%

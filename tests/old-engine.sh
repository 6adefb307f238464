#!/usr/bin/env bash
# Runs the course on the published .NET Interactive; arguments go to `course run` (chapters, --solved, --jobs 2, …). Results are in out/dotnet-interactive.
set -euo pipefail

version=1.0.712001
root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
home=$root/.course/dotnet-interactive
tool=$home/$version
kernel=$home/jupyter/kernels/.net-csharp/kernel.json
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT=1

[[ -x $tool/dotnet-interactive ]] || dotnet tool install Microsoft.dotnet-interactive --version "$version" --tool-path "$tool"
# A tool's program looks for the runtime in its usual places only.
DOTNET_ROOT=${DOTNET_ROOT:-$(dotnet --list-runtimes | sed -nE 's|^Microsoft\.NETCore\.App .* \[(.*)/shared/.*|\1|p' | tail -1)}
# Its kernel's command is `dotnet interactive`.
export DOTNET_ROOT PATH=$tool:$PATH JUPYTER_PATH=$home/jupyter

mkdir -p "$home/jupyter/kernels"
dotnet interactive jupyter install --path "$home/jupyter/kernels" --http-port-range 2048-3000 >"$home/install.log" || { cat "$home/install.log" >&2; exit 1; }
# By itself each listens at the first free port from 2048, on every interface: two that start at once, or one beside an orphan, collide.
sed -i 's/"--http-port-range"/"--http-local-only", &/; s/"2048-3000"/"{free_port}-{free_port}"/' "$kernel"
grep -q '{free_port}-{free_port}' "$kernel" || { echo "expected the port range 2048-3000 in $kernel" >&2; exit 1; }

exec "$root/course" run --kernel .net-csharp --alone --no-measure --out "$root/out/dotnet-interactive" "$@"

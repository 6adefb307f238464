#!/usr/bin/env bash
# Builds and runs the tests; arguments go to the test program (-class "*Lab*", -list full, …). Ends with "N passed, N failed".
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
# A check that a test runs is no progress of whoever works here.
export COURSE_PROGRESS=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet build "$root/tests/Tests.csproj" -c Release -v quiet -nodeReuse:false --nologo
# The tests make courses of their own.
unset COURSE_ROOT
status=0
[[ -t 1 ]] || set -- -noColor "$@"
"$root/tests/bin/Release/net10.0/Tests" -noLogo "$@" 2>&1 | tee "$log" || status=$?

# The runner's summary: "Total: 5, Errors: 0, Failed: 1, Skipped: 0, …"
summary=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -E 'Total: +[0-9]+' | tail -1 || true)
number() { sed -nE "s/.*$1: +([0-9]+).*/\\1/p" <<<"$summary"; }
total=$(number Total) failed=$(number Failed) errors=$(number Errors) skipped=$(number Skipped)
if [[ -z $total ]]; then
    echo "the test program ended without a summary (exit code $status)" >&2
    echo "0 passed, 1 failed"
    exit 1
fi
echo "$((total - failed - skipped)) passed, $((failed + errors)) failed${skipped:+$([[ $skipped == 0 ]] || echo ", $skipped skipped")}"
exit "$status"

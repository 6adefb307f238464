#!/bin/sh
# Puts plotly.js (cartesian, minified) at helpers/bin/plotly.min.js, so that charts draw with the network off.
# Instant when the right file is there. Without npm or its registry it warns and ends well: charts then use a CDN.
set -eu

version=3.5.0
sha512=69e075f4d2febb74b0019522c7337f25e2f51f0eacd090a1cad8704a7fc55920b70c1a5027202c88a36bd0bf05c8aae36745ead38916c08cfd7dc057f3801d27

bin=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)/bin
file=$bin/plotly.min.js

hash_of() {
    if command -v sha512sum >/dev/null 2>&1; then sha512sum "$1"; else shasum -a 512 "$1"; fi | cut -d ' ' -f 1
}

[ -f "$file" ] && [ "$(hash_of "$file")" = "$sha512" ] && exit 0

rm -f "$file"
if ! command -v npm >/dev/null 2>&1; then
    echo "course: npm is not here, so charts will load plotly.js $version from its CDN" >&2
    exit 0
fi

mkdir -p "$bin"
work=$(mktemp -d "$bin/.plotly.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

if ! (cd "$work" && npm pack --silent "plotly.js-cartesian-dist-min@$version" >/dev/null 2>npm.log); then
    echo "course: npm could not fetch plotly.js $version, so charts will load it from its CDN" >&2
    exit 0
fi

tar -xzf "$work"/plotly.js-cartesian-dist-min-"$version".tgz -C "$work" package/plotly-cartesian.min.js
if [ "$(hash_of "$work/package/plotly-cartesian.min.js")" != "$sha512" ]; then
    echo "course: plotly.js $version from npm has another SHA-512 than expected, so it is not used; charts will load it from its CDN" >&2
    exit 0
fi
mv -f "$work/package/plotly-cartesian.min.js" "$file"

#!/bin/sh
# fetch-playwright.sh FOLDER: puts playwright-core, which drives the browser, into a folder. Instant when it is there.
set -eu

version=1.65.0
folder=$1
[ -f "$folder/node_modules/playwright-core/package.json" ] && grep -q "\"version\": \"$version\"" "$folder/node_modules/playwright-core/package.json" && exit 0
mkdir -p "$folder"
npm install --silent --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --prefix "$folder" "playwright-core@$version" >&2

#!/bin/sh
# import-image.sh TAG PROGRAM…: makes an image of programs of this machine and their libraries, where none can be pulled.
# The first program's real server then runs in a real container.
set -eu

tag=$1
shift
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/bin" "$root/tmp" "$root/data"
for program in "$@"; do
    found=$(command -v "$program")
    for file in $(readlink -f "$found") $(ldd "$(readlink -f "$found")" | grep -oE '/[^ ]+'); do
        mkdir -p "$root$(dirname "$file")"
        cp -L "$file" "$root$file"
    done
    [ -e "$root/bin/$program" ] || ln -s "$(readlink -f "$found")" "$root/bin/$program"
done
tar -C "$root" -c . | docker import --change 'ENV PATH=/bin' - "$tag" >/dev/null

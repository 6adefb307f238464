#!/bin/sh
# import-image.sh TAG WHAT…: makes an image of what this machine has, where none can be pulled; a real server then runs in a real container.
# WHAT is a program, which comes with its libraries, or a path, which comes as it is; entrypoint=FILE is what the image starts with, command=WORDS (in JSON) what it runs unless it is told otherwise.
set -eu

tag=$1
shift
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root/bin" "$root/tmp" "$root/data"
chmod 1777 "$root/tmp"
entrypoint=
command=
for what in "$@"; do
    case $what in
        entrypoint=*)
            entrypoint='ENTRYPOINT ["sh", "/bin/entrypoint"]'
            cp "${what#*=}" "$root/bin/entrypoint"
            continue ;;
        command=*)
            command="CMD ${what#*=}"
            continue ;;
        /*)
            mkdir -p "$root$(dirname "$what")"
            cp -a "$what" "$root$what"
            continue ;;
    esac
    program=$(readlink -f "$(command -v "$what")")
    for file in $program $(ldd "$program" | grep -oE '/[^ ]+'); do
        mkdir -p "$root$(dirname "$file")"
        cp -L "$file" "$root$file"
    done
    [ -e "$root/bin/$what" ] || ln -s "$program" "$root/bin/$what"
done
# PostgreSQL's compiler for queries is larger than all the rest.
rm -rf "$root"/usr/lib/postgresql/*/lib/bitcode "$root"/usr/lib/postgresql/*/lib/llvmjit*
tar -C "$root" -c . | docker import --change 'ENV PATH=/bin' ${entrypoint:+--change "$entrypoint"} ${command:+--change "$command"} - "$tag" >/dev/null

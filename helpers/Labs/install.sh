#!/bin/sh
# Installs the servers that the course starts by itself and that this machine lacks,
# and on Debian and Ubuntu also what the .NET SDK needs of a bare system.
# With apt there, as root or where sudo asks for no password.
# Anywhere else, and with --no-install, it prints the one command that helps and ends with code 1.
set -eu

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
no_install=
[ "${1:-}" = --no-install ] && no_install=yes

exists() { # any of the files
    for file in "$@"; do
        [ -e "$file" ] && return 0
    done
    return 1
}

missing= services= named= with_brew= with_dnf= with_apk= with_pacman=
need() { # what it is called, then its packages: apt=… service=… brew=… dnf=… apk=… pacman=…
    named="$named${named:+, }$1"
    shift
    for word in "$@"; do
        case $word in
            apt=*) missing="$missing ${word#*=}" ;;
            service=*) services="$services ${word#*=}" ;;
            brew=*) with_brew="$with_brew ${word#*=}" ;;
            dnf=*) with_dnf="$with_dnf ${word#*=}" ;;
            apk=*) with_apk="$with_apk ${word#*=}" ;;
            pacman=*) with_pacman="$with_pacman ${word#*=}" ;;
        esac
    done
}

# A store's room says what its server needs.
for room in "${0%/*}"/../Stores/*/install.sh; do
    # shellcheck source=/dev/null
    . "$room"
done
shown=$missing
if command -v apt-get >/dev/null; then
    exists /etc/ssl/certs/ca-certificates.crt || { missing="$missing ca-certificates"; shown="$shown ca-certificates"; }
    # Its number differs from one release to the next.
    exists /usr/lib/*/libicuuc.so.* || { missing="$missing ^libicu[0-9]+\$"; shown="$shown '^libicu[0-9]+\$'"; }
fi
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null; then
    if command -v brew >/dev/null; then hint="brew install$with_brew"
    elif command -v dnf >/dev/null; then hint="sudo dnf install$with_dnf"
    elif command -v apk >/dev/null; then hint="sudo apk add$with_apk setpriv"
    elif command -v pacman >/dev/null; then hint="sudo pacman -S$with_pacman"
    else hint="install $named, or use containers: ./course up"
    fi
    echo "course: missing here:$missing (Debian's names). What helps: $hint" >&2
    exit 1
fi

sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
command="apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends$shown"
if [ -n "$no_install" ] || { [ -n "$sudo" ] && ! sudo -n true 2>/dev/null; }; then
    echo "course: missing here:$shown. What helps: ${sudo:+sudo }apt-get -o DPkg::Lock::Timeout=600 update && ${sudo:+sudo }$command" >&2
    exit 1
fi

echo "course: missing here:$shown" >&2
echo "+ ${sudo:+sudo }$command" >&2
# As root: the packages, but not their services. The course starts servers of its own, and only while it needs them,
# so nothing shall listen on the usual ports, now or after the next boot.
# shellcheck disable=SC2086
$sudo sh -s "$services" $missing <<'AS_ROOT'
set -eu
services=$1
shift
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    trap 'exit 130' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
log=$(mktemp)
if ! { apt-get -o DPkg::Lock::Timeout=600 update -qq && apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$@"; } </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    exit 1
fi
rm -f "$log"
if command -v systemctl >/dev/null; then
    for service in $services; do systemctl disable "$service" >/dev/null 2>&1 || true; done
fi
AS_ROOT

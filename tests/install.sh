#!/bin/sh
# What the tests need beside the servers: real clients from Debian. Instant when all is there.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
packages="python3-nbclient python3-nbformat python3-nbconvert python3-jupyter-client python3-jupyter-console python3-pexpect python3-ipykernel python3-pymongo python3-notebook python3-yaml chromium aspell aspell-en mariadb-client postgresql-client redis-tools util-linux procps"
missing=""
for package in $packages; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing="$missing $package"
done
# It brings the library that charts are drawn with, and the one that drives the browser.
command -v npm >/dev/null 2>&1 || missing="$missing npm"
# The tests of ./course up start an engine of their own, which takes root; nobody else gets one installed.
if [ "$(id -u)" = 0 ]; then
    command -v dockerd >/dev/null 2>&1 || missing="$missing docker.io iptables iproute2"
    command -v docker-compose >/dev/null 2>&1 || missing="$missing docker-compose"
fi
# MongoDB's driver and shell come from npm's registry.
[ -z "$missing" ] && exec sh "$here/Docstore/Clients/install.sh" >/dev/null

sudo=""
if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || { echo "the tests need:$missing; install them with: sudo apt-get -o DPkg::Lock::Timeout=600 install$missing" >&2; exit 1; }
    sudo="sudo -n"
fi
echo "+ $sudo apt-get -o DPkg::Lock::Timeout=600 install --no-install-recommends$missing" >&2
$sudo apt-get -o DPkg::Lock::Timeout=600 update -qq
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends $missing >/dev/null
sh "$here/Docstore/Clients/install.sh" >/dev/null

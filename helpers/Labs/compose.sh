#!/usr/bin/env bash
# `course up` and `course down`: the servers of docker-compose.yml in containers, and the .env by which the lab finds them.
# The names of stores, passwords, ports and addresses all come from docker-compose.yml; this script knows none.
set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd)
file=$root/docker-compose.yml
env_file=$root/.env
marker='# Servers that are up. ./course up and ./course down write what follows; keep what is yours above.'

fail() {
    printf 'course: %s\n' "$@" >&2
    exit 1
}

usage() {
    cat <<'USAGE'
course up [STORE…] [--profile NAME]… [--timeout SECONDS]
    Starts servers in containers and waits until they answer: postgres, mysql, redis and mongo where none is named.
    --profile all starts every store; --timeout says how long to wait for the last of them (default 300).
course down [--volumes]
    Ends and removes the containers. Their data stays, unless --volumes removes it, too.
    Removes what labs have left behind, too: containers whose notebook has ended.
USAGE
}

# Why there is no engine to talk to, and what helps.
require_engine() {
    local without="Without containers the course runs on servers of this machine: sudo sh helpers/Labs/install.sh"
    command -v docker >/dev/null ||
        fail "expected Docker, but there is no 'docker' on the PATH. To install it: https://docs.docker.com/engine/install/" "$without"
    local answer
    if ! answer=$(docker version --format '{{.Server.Version}}' 2>&1); then
        case $answer in
            *'permission denied'*) fail "your user may not talk to the Docker engine. What helps: sudo usermod -aG docker \"\$USER\", then log in again" "${answer##*$'\n'}" ;;
            *) fail "Docker is installed, but its engine does not answer. What helps: start Docker Desktop, or sudo systemctl start docker" "${answer##*$'\n'}" "$without" ;;
        esac
    fi
    if docker compose version >/dev/null 2>&1; then
        compose=(docker compose)
    elif command -v docker-compose >/dev/null; then
        compose=(docker-compose)
    else
        fail "expected Docker Compose, but neither 'docker compose' nor 'docker-compose' is there. To install it: https://docs.docker.com/compose/install/"
    fi
    compose+=(--project-directory "$root" -f "$file")
}

# The learner's part of .env: everything above the marker.
own_lines() {
    [[ ! -e $env_file ]] || awk -v marker="$marker" '$0 == marker { exit } { print }' "$env_file"
}

# What stands from the marker on.
attached_lines() {
    [[ ! -e $env_file ]] || awk -v marker="$marker" '$0 == marker { found = 1 } found { print }' "$env_file"
}

# The stores of a profile; of "main" those that have none. Compose's own 'config' has heeded profiles since version 2 only.
stores_of() { # stores_of PROFILE
    awk -v wanted="$1" '
        function take() { if (store != "" && (wanted == "all" || (wanted == "main" && profiles == "") || profiles ~ "[[ ,]" wanted "[],]")) print store; store = "" }
        /^[a-z]/ { take(); services = $1 == "services:" }
        services && /^  [a-z0-9]+:/ { take(); store = $1; sub(":", "", store); profiles = "" }
        services && /^    profiles:/ { profiles = $0 }
        END { take() }' "$file" | sort
}

value_of() { # value_of NAME: as .env has it
    own_lines | sed -nE "s/^$1=//p" | tail -n 1
}

# Replaces .env with standard input: whole or not at all, and for the user's eyes only.
replace_env() {
    local new
    new=$(umask 077 && mktemp "$env_file.XXXXXX")
    if ! { cat >"$new" && chmod 600 "$new" && { sync "$new" 2>/dev/null || sync; } && mv -f "$new" "$env_file"; }; then
        rm -f "$new"
        fail "could not write $env_file"
    fi
}

# 32 letters and digits, of each sort at least one, as SQL Server wants it.
new_password() {
    printf 'Aa1%s' "$(head -c 4096 /dev/urandom | LC_ALL=C tr -dc 'A-Za-z0-9' | cut -c 1-29)"
}

is_taken() { # is_taken PORT
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# Adds to .env what docker-compose.yml asks for and .env lacks: a project's name, passwords, ports that are free now.
complete_env() {
    local name port project added=""
    project=$(value_of COMPOSE_PROJECT_NAME)
    [[ -n $project ]] || { project=${COMPOSE_PROJECT_NAME:-storage-course}; added+="COMPOSE_PROJECT_NAME=$project"$'\n'; }
    export COMPOSE_PROJECT_NAME=$project
    while read -r name; do
        [[ -n $(value_of "$name") ]] || added+="$name=$(new_password)"$'\n'
    done < <(grep -oE '\$\{[A-Z0-9_]+_PASSWORD:\?' "$file" | grep -oE '[A-Z0-9_]+' | sort -u)
    if [[ $added == *_PASSWORD=* && $1 == up ]]; then refuse_old_volumes "$added"; fi
    while IFS=: read -r name port; do
        [[ -z $(value_of "$name") ]] || continue
        while is_taken "$port"; do port=$((port + 1)); done
        added+="$name=$port"$'\n'
    done < <(grep -oE '\$\{[A-Z0-9_]+_PORT:-[0-9]+' "$file" | sed -E 's/^\$\{([A-Z0-9_]+):-/\1:/' | sort -u)
    [[ -n $added ]] || return 0
    {
        [[ -e $env_file ]] || echo "# What docker-compose.yml needs to know: made by ./course up, yours to change, and not in git."
        own_lines
        printf '%s' "$added"
        attached_lines
    } | replace_env
}

# A server takes its password when its volume is new. With .env gone, the password is gone.
refuse_old_volumes() { # refuse_old_volumes ADDED
    local volume store old=""
    for volume in $(docker volume ls -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME"); do
        store=${volume#"${COMPOSE_PROJECT_NAME}_"}
        if [[ $'\n'$1 == *$'\n'"${store^^}_PASSWORD="* ]]; then old+=" $store"; fi
    done
    [[ -z $old ]] || fail "expected the passwords of$old in .env, for there are volumes with data of theirs, but .env has none." \
        "What helps: bring the old .env back, or remove the data with ./course down --volumes"
}

# "container|store|image|state|health|port", a line for each container of the course.
containers() {
    local ids
    ids=$(docker ps -aq --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter label=course)
    # shellcheck disable=SC2086
    [[ -z $ids ]] || docker inspect --format '{{.Id}}|{{index .Config.Labels "course"}}|{{.Config.Image}}|{{.State.Status}}|{{with .State.Health}}{{.Status}}{{end}}|{{range .HostConfig.PortBindings}}{{range .}}{{.HostPort}}{{end}}{{end}}' $ids | sort -t '|' -k 2,2
}

# Writes the addresses of the servers that are up below the marker, save those that the learner has set above it.
attach() {
    local line lines="" ids
    ids=$(docker ps -q --filter "label=com.docker.compose.project=$COMPOSE_PROJECT_NAME" --filter label=course.attach)
    # shellcheck disable=SC2086
    [[ -z $ids ]] || while IFS= read -r line; do
        if [[ -z $(value_of "${line%%=*}") ]]; then lines+=$line$'\n'; fi
    done < <(docker inspect --format '{{index .Config.Labels "course.attach"}}' $ids | sort)
    { own_lines; [[ -z $lines ]] || printf '%s\n%s' "$marker" "$lines"; } | replace_env
}

up() {
    local stores=() profiles=() timeout=300
    while (($# > 0)); do
        case $1 in
            --profile) profiles+=("${2:-}"); shift ;;
            --timeout)
                timeout=${2:-}
                [[ $timeout =~ ^[0-9]+$ ]] || fail "--timeout: expected whole seconds, got \"$timeout\""
                shift ;;
            -*) usage >&2; fail "$1: no such option" ;;
            *) stores+=("$1") ;;
        esac
        if (($# > 0)); then shift; fi
    done
    require_engine
    complete_env up

    local known store profile found
    known=$(stores_of all)
    for store in ${stores[@]+"${stores[@]}"}; do
        grep -qxF -- "$store" <<<"$known" || fail "expected a store ($(paste -sd ' ' <<<"$known")), got \"$store\""
    done
    if ((${#stores[@]} == 0 && ${#profiles[@]} == 0)); then profiles=(main); fi
    for profile in ${profiles[@]+"${profiles[@]}"}; do
        found=$(stores_of "$profile")
        [[ -n $found ]] || fail "expected a profile: all, or a store ($(paste -sd ' ' <<<"$known")), got \"$profile\""
        mapfile -t -O "${#stores[@]}" stores <<<"$found"
    done

    "${compose[@]}" --profile all up -d "${stores[@]}" ||
        fail "some servers could not be started; Docker's message stands above." \
            "If an image could not be pulled, look at the network and try again. If a port is taken, choose another one in .env."
    wait_for "$timeout" "${stores[@]}"
}

# Waits until the stores answer, then prints a table.
wait_for() { # wait_for SECONDS STORE…
    local deadline=$((SECONDS + $1)) wanted rows id store image state health port pending broken=""
    shift
    wanted=" $* "
    while :; do
        pending=""
        rows=$(containers)
        while IFS='|' read -r id store image state health port; do
            [[ $wanted == *" $store "* ]] || continue
            case $state/$health in
                running/healthy) ;;
                running/unhealthy | exited/* | dead/*) broken+=" $id" ;;
                *) pending+=" $store" ;;
            esac
        done <<<"$rows"
        if [[ -z $pending || -n $broken ]] || ((SECONDS > deadline)); then break; fi
        [[ ! -t 2 ]] || printf '\rcourse: waiting for%s\033[K' "$pending" >&2
        sleep 1
    done
    [[ ! -t 2 ]] || printf '\r\033[K' >&2

    attach
    printf '%-10s  %-54s  %-9s  %s\n' store image state address
    while IFS='|' read -r id store image state health port; do
        [[ $wanted != *" $store "* ]] || printf '%-10s  %-54s  %-9s  127.0.0.1:%s\n' "$store" "$image" "${health:-$state}" "$port"
    done <<<"$rows"
    for id in $broken; do
        printf '\ncourse: %s does not answer. The end of its log:\n' "$(docker inspect --format '{{index .Config.Labels "course"}}' "$id")" >&2
        docker logs --tail 15 "$id" >&2 || true
    done
    [[ -z $broken ]] || exit 1
    [[ -z $pending ]] || fail "not ready in time:$pending. ./course up waits for them again; docker logs says what they do."
    echo "Notebooks find them through .env. ./course down ends them; their data stays."
}

# Removes the containers that labs have started and whose session has ended without its watcher: after a power failure, say.
remove_leftovers() {
    local id owner process start space now count=0
    while IFS='|' read -r id owner; do
        read -r process start space <<<"$owner"
        [[ $space == "$(readlink /proc/self/ns/pid || echo -)" ]] || continue
        if [[ $start == - ]]; then
            if kill -0 "$process" 2>/dev/null; then continue; fi
        else
            # proc_pid_stat(5): the name, in brackets, may hold anything; the start is the 20th word behind it.
            now=$(sed 's/.*) //' "/proc/$process/stat" 2>/dev/null | cut -d ' ' -f 20) || true
            if [[ $now == "$start" ]]; then continue; fi
        fi
        docker rm -f -v "$id" >/dev/null && count=$((count + 1))
    done < <(docker ps -a --no-trunc --filter label=course.owner --format '{{.ID}}|{{.Label "course.owner"}}')
    ((count == 0)) || echo "Removed $count container(s) that labs had left behind."
}

down() {
    local volumes=()
    while (($# > 0)); do
        case $1 in
            --volumes | -v) volumes=(--volumes) ;;
            *) usage >&2; fail "$1: no such option" ;;
        esac
        shift
    done
    require_engine
    remove_leftovers
    complete_env down
    "${compose[@]}" --profile all down --remove-orphans ${volumes[@]+"${volumes[@]}"} || fail "some containers could not be removed; Docker's message stands above"
    attach
}

case ${1:-} in
    up | down)
        for argument in "$@"; do
            if [[ $argument == --help || $argument == -h ]]; then usage; exit 0; fi
        done
        "$@" ;;
    *) usage >&2; exit 2 ;;
esac

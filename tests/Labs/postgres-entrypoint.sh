# What the official image's entrypoint does with the variables that are used here: https://github.com/docker-library/postgres
set -eu

data=/var/lib/postgresql/data
run() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }

if [ ! -s "$data/PG_VERSION" ]; then
    mkdir -p "$data" /var/run/postgresql
    printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    chown postgres "$data" /var/run/postgresql /tmp/password
    # shellcheck disable=SC2086
    run initdb -D "$data" --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-host=scram-sha-256 --no-sync $POSTGRES_INITDB_ARGS
    rm /tmp/password
    echo "create database $POSTGRES_DB" | run postgres --single -D "$data" postgres
    echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
    echo "listen_addresses = '*'" >>"$data/postgresql.conf"
fi
program=$1
shift
exec setpriv --reuid=postgres --regid=postgres --clear-groups "$program" -D "$data" "$@"

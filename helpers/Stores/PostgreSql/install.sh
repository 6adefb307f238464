# Read by helpers/Labs/install.sh.
exists /usr/lib/postgresql/*/bin/initdb || command -v initdb >/dev/null ||
    need "PostgreSQL 13+" apt=postgresql service=postgresql brew=postgresql@17 dnf=postgresql-server apk=postgresql pacman=postgresql

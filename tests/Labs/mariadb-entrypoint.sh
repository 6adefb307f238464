# What the official image's entrypoint does with the variables that are used here: https://github.com/MariaDB/mariadb-docker
set -eu

data=/var/lib/mysql
share=/usr/share/mysql
if [ ! -d "$data/mysql" ]; then
    mkdir -p "$data" /run/mysqld
    chown mysql "$data" /run/mysqld
    {
        # A line, a statement.
        printf '%s;\n' 'create database mysql' 'use mysql' 'set @auth_root_socket = null'
        cat "$share/mysql_system_tables.sql" "$share/mysql_performance_tables.sql" "$share/mysql_system_tables_data.sql" "$share/maria_add_gis_sp_bootstrap.sql"
        printf '%s;\n' 'flush privileges' "create user root@'%' identified by '$MARIADB_ROOT_PASSWORD'" "grant all on *.* to root@'%' with grant option" \
            "create database $MARIADB_DATABASE"
    } | mariadbd --no-defaults --user=mysql --datadir="$data" --bootstrap
fi
exec mariadbd --no-defaults --user=mysql --datadir="$data" --bind-address=0.0.0.0 "$@"

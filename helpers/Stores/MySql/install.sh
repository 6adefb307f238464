# Read by helpers/Labs/install.sh.
{ command -v mariadbd && command -v mariadb-install-db; } >/dev/null ||
    need "MariaDB 10.6+" apt=mariadb-server service=mariadb brew=mariadb dnf=mariadb-server apk="mariadb mariadb-client" pacman=mariadb

# Read by helpers/Labs/install.sh.
command -v redis-server >/dev/null ||
    need "Redis 6.2+" apt=redis-server service=redis-server brew=redis dnf=redis apk=redis pacman=redis

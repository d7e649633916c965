#!/bin/sh
# Print the path of an nginx for `make serve` and its tests, installing Debian's when there is none.
set -eu

find_nginx() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v nginx
}

find_nginx && exit

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "Installing nginx …" >&2
    {
        $as_root apt-get update -q
        # RUNLEVEL: the service is not started, ours listens where it is told.
        $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
            apt-get install -qy --no-install-recommends nginx-light
    } >/dev/null 2>&1 || true
    find_nginx && exit
fi
echo "No nginx found: install it, on Debian with: apt-get install nginx-light" >&2
exit 1

#!/bin/sh
# Print the path of a program, installing Debian's packages when there is none:
# `program.sh nginx nginx-light`.
set -eu
name=$1
shift

find_program() {
    PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$name"
}

find_program && exit

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "Installing $* …" >&2
    {
        $as_root apt-get update -q
        # RUNLEVEL: a service is not started, ours listens where it is told.
        $as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
            apt-get install -qy --no-install-recommends "$@"
    } >/dev/null 2>&1 || true
    find_program && exit
fi
echo "No $name found: install it, on Debian with: apt-get install $*" >&2
exit 1

#!/bin/sh
# PostgreSQL's archive_command: keep the piece of WAL at PATH in DIRECTORY as NAME.gz.
#
#     archive_command = '/etc/postgresql/archive.sh "%p" "%f" /srv/portal-wal/wal'
#
# It ends with 0 only when all of the piece is on the disk under its name. What is there already is
# never overwritten: the same content is as good as kept, another one is a mistake to be looked at
# (two servers with one archive). PostgreSQL tries again whatever failed.
set -eu
umask 077

[ $# -eq 3 ] || { echo "usage: archive.sh PATH NAME DIRECTORY" >&2; exit 2; }
path=$1 name=$2 directory=$3
kept=$directory/$name.gz
fresh=$directory/.$name.$$.new

[ -d "$directory" ] || { echo "archive.sh: there is no directory $directory" >&2; exit 1; }
if [ -e "$kept" ]; then
    gzip -dc "$kept" | cmp -s - "$path" && exit 0
    echo "archive.sh: $kept holds something else than $path" >&2
    exit 1
fi

trap 'rm -f "$fresh"' EXIT
gzip -1 <"$path" >"$fresh"
sync "$fresh"
mv "$fresh" "$kept"
sync "$directory"

#!/bin/sh
# Print the path of the W3C's HTML validator, fetching it once into var/audit/vnu.
set -eu
cd "$(dirname "$0")/.."
for program in java npm; do
    command -v $program >/dev/null || {
        echo "make audit needs $program: install it, on Debian with: apt-get install default-jre npm" >&2
        exit 1
    }
done
jar=var/audit/vnu/node_modules/vnu-jar/build/dist/vnu.jar
[ -f $jar ] || npm install --silent --no-save --prefix var/audit/vnu vnu-jar@26.9.27 >/dev/null
echo "$PWD/$jar"

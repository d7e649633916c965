#!/bin/sh
# Print the folder of Mozilla's HTTP Observatory, fetching it once into var/audit/observatory.
# The lists it would fetch at installation (HSTS preload, top level domains) are left empty.
set -eu
cd "$(dirname "$0")/.."
command -v npm >/dev/null || {
    echo "The Observatory needs npm: install it, on Debian with: apt-get install npm" >&2
    exit 1
}
place=$PWD/var/audit/observatory
program=$place/node_modules/@mdn/mdn-http-observatory
[ -f "$program/src/scanner/index.js" ] || npm install --silent --no-save --ignore-scripts \
    --prefix "$place" @mdn/mdn-http-observatory@1.4.8 >/dev/null
[ -f "$program/conf/hsts-preload.json" ] || echo '{}' >"$program/conf/hsts-preload.json"
[ -f "$program/conf/tld-list.json" ] || echo '[]' >"$program/conf/tld-list.json"
echo "$program"

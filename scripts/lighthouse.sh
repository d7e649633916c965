#!/bin/sh
# Print the path of Lighthouse, fetching it once into var/audit/lighthouse.
set -eu
cd "$(dirname "$0")/.."
command -v npm >/dev/null || {
    echo "make audit needs npm: install it, on Debian with: apt-get install npm" >&2
    exit 1
}
program=var/audit/lighthouse/node_modules/lighthouse/cli/index.js
[ -f $program ] || npm install --silent --no-save --prefix var/audit/lighthouse lighthouse@12.2.3 >/dev/null
echo "$PWD/$program"

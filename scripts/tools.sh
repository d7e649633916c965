#!/bin/sh
# Make .venv-NAME of requirements-NAME.txt, unless it is there: `tools.sh NAME`. Tools have
# environments of their own, so that nothing they need is ever installed beside the portal.
set -eu
cd "$(dirname "$0")/.."
place=.venv-$1 pins=requirements-$1.txt

if ! cksum <"$pins" | cmp -s - "$place/stamp"; then
    echo "Installing $pins (a minute) …" >&2
    rm -rf "$place"
    "$(.venv/bin/python -c 'import sys; print(sys._base_executable)')" -m venv "$place"
    "$place/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$pins"
    cksum <"$pins" >"$place/stamp"
fi

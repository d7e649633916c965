#!/bin/sh
# Print the path of a Chromium for the browser tests, installing Debian's when there is none.
set -eu
cd "$(dirname "$0")/.."

find_chromium() {
    for name in "${PORTAL_CHROMIUM:-}" chromium-headless-shell chromium chromium-browser \
        google-chrome google-chrome-stable
    do
        [ -n "$name" ] && command -v "$name" && return
    done
    return 1
}

if [ -n "${PORTAL_CHROMIUM:-}" ] && ! command -v "$PORTAL_CHROMIUM" >/dev/null; then
    echo "PORTAL_CHROMIUM names $PORTAL_CHROMIUM, which is no program: correct or unset it." >&2
    exit 1
fi
find_chromium && exit

echo "Installing Chromium for the browser tests …" >&2
for package in chromium-headless-shell chromium; do
    scripts/program.sh "$package" "$package" fonts-noto-core 2>/dev/null && exit
done
echo "The browser tests need Chromium: install the packages chromium and fonts-noto-core," \
    "or set PORTAL_CHROMIUM to the program." >&2
exit 1

#!/bin/sh
# Print the path of a Chromium for the browser tests, installing Debian's when there is none.
set -eu

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

as_root=
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null && $as_root true 2>/dev/null; then
    echo "Installing Chromium for the browser tests …" >&2
    {
        $as_root apt-get update -q
        for package in chromium-headless-shell chromium; do
            $as_root env DEBIAN_FRONTEND=noninteractive \
                apt-get install -qy --no-install-recommends "$package" fonts-noto-core && break
        done
    } >/dev/null 2>&1 || true
    find_chromium && exit
fi
echo "The browser tests need Chromium: install the packages chromium and fonts-noto-core," \
    "or set PORTAL_CHROMIUM to the program." >&2
exit 1

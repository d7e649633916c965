#!/bin/sh
# Make .venv with the pinned packages: `setup.sh` those the portal runs on, `setup.sh dev` also
# those it is tested with. A second call finds its stamp and returns at once; the stamp is written
# last, and a .venv without one is made anew, so an interrupted call is never mistaken for a whole.
set -eu
cd "$(dirname "$0")/.."

kind=${1:-run}
case $kind in
run) files=requirements.txt ;;
dev) files="requirements.txt requirements-dev.txt" ;;
*) echo "Usage: scripts/setup.sh [dev]" >&2; exit 2 ;;
esac
for list in $files; do requirements=$list; done  # the last one names everything
stamp=.venv/stamp-$kind

fail() {
    echo "$*" >&2
    exit 1
}

is_ready() {
    [ -f "$stamp" ] && cat $files | cksum | cmp -s - "$stamp" && .venv/bin/python -c '' 2>/dev/null
}

find_python() {
    for name in python3.13 python3.12 python3.11 python3; do
        found=$(command -v "$name") || continue
        # Asked, not believed: version managers leave names that lead nowhere.
        "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        newest=${newest:-$found}
        if [ -n "$uv" ] || "$found" -c 'import ensurepip, venv' 2>/dev/null; then
            python=$found
            return
        fi
    done
    [ -n "${newest:-}" ] ||
        fail "No Python 3.11 or newer found: install one, on Debian with: apt-get install python3"
    fail "$newest cannot make environments: Install it with: apt-get install python3-venv"
}

refuse_musl() {
    if [ -f /etc/alpine-release ] || { [ -n "${python:-}" ] && "$python" -c 'import sys, sysconfig
sys.exit("musl" not in str(sysconfig.get_config_var("EXT_SUFFIX")))'; }; then
        fail "The packages have no builds for Alpine's musl: use a Debian or Ubuntu machine" \
            "or container."
    fi
}

with_uv() {
    [ -d .venv ] || "$uv" venv --quiet --python "$python" .venv
    "$uv" pip install --quiet --python .venv/bin/python --require-hashes -r "$requirements"
}

with_pip() {
    .venv/bin/python -m pip --version >/dev/null 2>&1 || "$python" -m venv --clear .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --retries 2 --only-binary :all: --require-hashes -r "$requirements"
}

explain() {
    offline='resolv|connect|dns error|timed out|unreachable|Max retries|error sending request'
    if grep -qiE "$offline" "$log"; then
        fail "The packages cannot be downloaded: check the network and run \`make setup\` again."
    fi
    cat "$log" >&2
    fail "The packages of $requirements cannot be installed: see above why."
}

is_ready && exit
refuse_musl
# One at a time; the lock is on this very file and ends with the process.
if command -v flock >/dev/null; then
    exec 9<scripts/setup.sh
    flock 9
    is_ready && exit
fi

uv=$(command -v uv || true)
find_python
refuse_musl
log=$(mktemp)
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

echo "Installing the packages of $requirements (up to a minute) …"
if ls .venv/stamp-* >/dev/null 2>&1 && .venv/bin/python -c '' 2>/dev/null; then
    rm -f .venv/stamp-*
else
    rm -rf .venv
fi
{ [ -n "$uv" ] && with_uv >"$log" 2>&1; } || with_pip >"$log" 2>&1 || explain
[ "$kind" = run ] || cksum <requirements.txt >.venv/stamp-run
cat $files | cksum >"$stamp"

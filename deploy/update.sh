#!/bin/sh
# Bring a release into service without a failed request; for root:
#
#     /srv/portal/current/deploy/update.sh [VERSION]
#
# VERSION is a tag or commit (default: the newest) of the repository in /srv/portal/repository. It is
# made beside the one that serves; the database and the static files are brought up to date; then one
# instance after the other is restarted, each once the one before can serve. What does not become
# ready is put back, while the other instance serves on. Three releases are kept; an older one is
# brought back by naming it, as far as the database has not gone on.
set -eu
umask 022

home=/srv/portal
instances="1 2"
seconds=60

fail() {
    echo "update.sh: $*" >&2
    exit 1
}

ready() {
    # shellcheck disable=SC1091
    (set -a && . /etc/portal/portal.env && python3 "$home/current/deploy/ready.py" \
        "/run/portal/$1/gunicorn.sock" "$seconds")
}

switch() {
    ln -sfn "$1" "$home/next"
    mv -T "$home/next" "$home/current"
}

[ "$(id -u)" = 0 ] || fail "run it as root"
[ -r /etc/portal/portal.env ] || fail "there is no /etc/portal/portal.env"
exec 9>"$home/update.lock"
flock -n 9 || fail "another update is at work"

git -C "$home/repository" fetch --quiet --tags origin
version=${1:-origin/HEAD}
commit=$(git -C "$home/repository" rev-parse --quiet --verify "$version^{commit}") ||
    fail "the repository has no $version"
release=$home/releases/$(echo "$commit" | cut -c1-12)

if [ ! -e "$release/.whole" ]; then
    rm -rf "$release"
    mkdir -p "$release"
    git -C "$home/repository" archive "$commit" | tar -x -C "$release"
    "$release/scripts/setup.sh"
    "$release/.venv/bin/python" -m compileall -q -x '/\.venv/' "$release"
    touch "$release/.whole"
fi

before=$(readlink "$home/current" || true)
"$release/deploy/manage.sh" check --deploy --fail-level WARNING
"$release/deploy/manage.sh" migrate --verbosity 0
# shellcheck disable=SC1091
web_url=$(. /etc/portal/portal.env && echo "${PORTAL_WEB_URL:-}")
[ -z "$web_url" ] || "$release/deploy/manage.sh" grant portal_web
"$release/deploy/manage.sh" collectstatic --noinput --verbosity 0
switch "$release"

for instance in $instances; do
    systemctl restart "portal@$instance" && ready "$instance" && continue
    [ -n "$before" ] || fail "portal@$instance is not ready: journalctl -u portal@$instance says why"
    switch "$before"
    systemctl restart "portal@$instance" || true
    fail "portal@$instance was not ready with $version and is back at $before:" \
        "journalctl -u portal@$instance says why"
done

"$release/deploy/manage.sh" manifest
touch "$release"
find "$home/releases" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn |
    tail -n +4 | cut -d' ' -f2- | xargs -r rm -rf
echo "$version ($commit) serves."

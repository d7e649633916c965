#!/bin/sh
# manage.py with the variables of /etc/portal/portal.env and the rights of the user portal; for root:
#
#     /srv/portal/current/deploy/manage.sh password quantri
set -eu
[ "$(id -u)" = 0 ] || { echo "manage.sh reads /etc/portal/portal.env: run it as root." >&2; exit 1; }
cd "$(dirname "$0")/.."
umask 027
set -a
. /etc/portal/portal.env
set +a
exec runuser -u portal -- .venv/bin/python manage.py "$@"

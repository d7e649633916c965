"""Whether this process lives, and whether it can serve: for balancers and whoever watches.

Answers are short and never kept; nginx lets only this machine ask.
"""

import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

LEAST_FREE = 500 * 2**20  # bytes: a document has 50 MB, and the log goes on

_never_kept = {"Cache-Control": "no-store"}


@require_safe
def alive(request):
    """200 while the process answers; asks nothing else of anybody."""
    return HttpResponse("ok\n", content_type="text/plain", headers=_never_kept)


@require_safe
def ready(request):
    """200 when everything that serving needs is there, else 503; and what is wrong, in English."""
    faults = {name: fault for name, check in CHECKS.items() if (fault := check())}
    said = {name: faults.get(name, "ok") for name in CHECKS}
    return JsonResponse(said, status=503 if faults else 200, headers=_never_kept)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return " ".join(str(error).split())
    return ""


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "cannot be asked for"
    return f"{len(waiting)} to apply" if waiting else ""


def _disk() -> str:
    free = shutil.disk_usage(settings.VAR_DIR).free
    return f"{free // 2**20} MB free" if free < LEAST_FREE else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "disk": _disk,
}

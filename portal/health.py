"""Whether this process lives, and whether it can serve: for balancers and whoever watches.

Answers are short and never kept; nginx lets only this machine ask. What serving does not need is a
warning: a balancer that took nodes out for it would make an outage of it.
"""

import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.lag import watch
from portal.models import TaskRun

LONGEST_SILENCE = {"tick": timedelta(minutes=10), "backup": timedelta(hours=26)}
LEAST_FREE = 500 * 2**20  # bytes: a document has 50 MB, and the log goes on

_never_kept = {"Cache-Control": "no-store"}


@require_safe
def alive(request):
    """200 while the process answers; asks nothing else of anybody."""
    return HttpResponse("ok\n", content_type="text/plain", headers=_never_kept)


@require_safe
def ready(request):
    """200 when everything that serving needs is there, else 503; and what is wrong, in English."""
    faults, worries = examined()
    said = {name: faults.get(name, "ok") for name in CHECKS}
    said |= {name: f"warning: {worry}" for name, worry in worries.items()}
    said |= {name: "ok" for name in WARNINGS if name not in said}
    return JsonResponse(said, status=503 if faults else 200, headers=_never_kept)


def examined() -> tuple[dict[str, str], dict[str, str]]:
    """What keeps this process from serving, and what is only worth a look.

    Without the primary, while a replica is fresh, readers are served: that is worth a look.
    """
    faults = {name: fault for name, check in CHECKS.items() if (fault := check())}
    worries = {name: worry for name, check in WARNINGS.items() if (worry := check())}
    if "database" in faults and watch.fresh():
        worries |= {name: faults.pop(name) for name in ("database", "migrations") if name in faults}
    return faults, worries


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return " ".join(str(error).split())
    return ""


def waiting_migrations() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def free_bytes() -> int:
    return shutil.disk_usage(settings.VAR_DIR).free


def _migrations() -> str:
    try:
        waiting = waiting_migrations()
    except DatabaseError:
        return "cannot be asked for"
    return f"{waiting} to apply" if waiting else ""


def _disk() -> str:
    free = free_bytes()
    return f"{free // 2**20} MB free" if free < LEAST_FREE else ""


def _replicas() -> str:
    return ", ".join(f"{alias}: {fault}" for alias, fault in watch.faults().items())


def _silent(task: str) -> str:
    """How long ago the task last succeeded, when that is too long."""
    try:
        run = TaskRun.objects.filter(pk=task).first()
    except DatabaseError:
        return "cannot be asked for"
    if run is None or run.succeeded_at is None:
        return "has never succeeded"
    age = timezone.now() - run.succeeded_at
    minutes = int(age.total_seconds() // 60)
    return f"last succeeded {minutes} minutes ago" if age > LONGEST_SILENCE[task] else ""


CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "disk": _disk,
}
WARNINGS: dict[str, Callable[[], str]] = {
    "replicas": _replicas,
    "tick": lambda: _silent("tick"),
    "backup": lambda: _silent("backup"),
}

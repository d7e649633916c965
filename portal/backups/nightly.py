"""When the machine makes backups and looks into them by itself."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from portal.backups.shelf import Busy
from portal.backups.work import BACKUP, VERIFICATION, back_up, look_into, shelf
from portal.models import TaskRun

HOUR = 2  # local time
PATIENCE = timedelta(hours=1)  # after a start, whatever came of it: a full disk stays full
BETWEEN_VERIFICATIONS = timedelta(days=7)


def backup_is_due(now: datetime, newest: datetime | None, began: datetime | None) -> bool:
    """Whether the newest backup is older than the last night, and nobody has just tried."""
    if began and began > now - PATIENCE:
        return False
    return newest is None or newest < _last_night(now)


def verification_is_due(now: datetime, succeeded: datetime | None, began: datetime | None) -> bool:
    """Weekly; after a failure every night."""
    if began and began > _last_night(now):
        return False
    return succeeded is None or succeeded <= now - BETWEEN_VERIFICATIONS


def _last_night(now: datetime) -> datetime:
    today = timezone.localtime(now).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def work(now: datetime) -> Iterator[str]:
    """Do what is due, telling how it went; Refused says what failed."""
    if not settings.BACKUPS:
        return
    for do in (_back_up, _verify):
        try:
            if said := do(now):
                yield said
        except Busy:
            return


def _back_up(now: datetime) -> str | None:
    backups = shelf().backups()
    newest = backups[-1].made_at if backups else None
    if backup_is_due(now, newest, _run(BACKUP).began_at):
        return back_up(shelf())
    return None


def _verify(now: datetime) -> str | None:
    run = _run(VERIFICATION)
    if shelf().backups() and verification_is_due(now, run.succeeded_at, run.began_at):
        return look_into(shelf().newest(), [])
    return None


def _run(task: str) -> TaskRun:
    return TaskRun.objects.filter(task=task).first() or TaskRun(task=task)

"""Backing up and verifying as tasks of the machine: told in one sentence, and recorded."""

import errno
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from portal import tasks
from portal.backups import Refused, files, keeping
from portal.backups.finished import Backup
from portal.backups.making import make
from portal.backups.shelf import PLACE, Shelf
from portal.backups.verifying import verify
from portal.models import TaskRun

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
BACKUP, VERIFICATION = "backup", "verify_backup"


@contextmanager
def plainly() -> Iterator[None]:
    """Have what goes wrong on disks and in databases told in one sentence, too."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        if error.errno in FULL:
            raise Refused(f"There is no room left on the disk{where}: nothing was kept.") from None
        raise Refused(f"{error.strerror or error}{where}.") from None
    except (psycopg2.Error, DatabaseError) as error:
        raise Refused(f"The database failed: {' '.join(str(error).split())}.") from None


def shelf(directory: Path | None = None) -> Shelf:
    """The backups in *directory*, else those of PORTAL_BACKUPS, else of PORTAL_VAR."""
    return Shelf(directory or Path(settings.BACKUPS or settings.VAR_DIR / PLACE))


def find(named: Path | None) -> Backup:
    """The backup *named* by its directory or, among ours, by its name; without one the newest."""
    if named is None:
        return shelf().newest()
    inside = shelf().directory / named
    return Backup(inside if not named.exists() and inside.exists() else named.absolute())


def back_up(shelf: Shelf) -> str:
    """Make a backup and remove those that are not kept any more; return how it went."""
    with plainly():
        shelf.make(Path(settings.MEDIA_ROOT))
    with shelf.alone(), tasks.recorded(BACKUP) as said, plainly():
        rule, key = keeping.rule(settings.BACKUPS_KEPT), files.recipient(settings.BACKUP_KEY)
        made = make(shelf, key, timezone.now())
        removed = keeping.prune(shelf, rule)
        said.append(
            f"{made.backup.directory}: {made.tables} tables, {made.files} files of which "
            f"{made.copied} are new; {removed} old backups removed"
        )
    return f"{said[0]}."


def look_into(backup: Backup, keys: list) -> str:
    """Verify *backup*; return how it went."""
    with Shelf(backup.directory.parent).shared(), _recorded(VERIFICATION) as said, plainly():
        connection.close()  # idle for long, it would be ended from elsewhere
        said.append(verify(backup, keys))
    return said[0]


def _recorded(task: str) -> AbstractContextManager[list[str]]:
    """On a machine that only verifies there may be no table to record it in."""
    is_portal = TaskRun._meta.db_table in connection.introspection.table_names()
    return tasks.recorded(task) if is_portal else nullcontext([])

from pathlib import Path

from django.conf import settings
from django.db import connection

from portal import tasks
from portal.backups import Refused, base, postgres
from portal.backups.command import BackupCommand
from portal.backups.work import plainly


class Command(BackupCommand):
    help = "Copy the whole server into the archive of its WAL, for recovery to any second."

    def add_arguments(self, parser):
        parser.add_argument(
            "archive",
            nargs="?",
            type=Path,
            help="the directory with base and wal (default: PORTAL_WAL_ARCHIVE)",
        )

    def work(self, *, archive, **options):
        archive = archive or named_archive()
        with tasks.recorded("base_backup") as said, plainly():
            parts = postgres.parts_in_use()
            connection.close()  # idle for long, it would be ended from elsewhere
            said.append(f"{base.copy(archive, parts)} is complete")
        return f"{said[0]}."


def named_archive() -> Path:
    if not settings.WAL_ARCHIVE:
        raise Refused("Name the directory of the archive, or set PORTAL_WAL_ARCHIVE.")
    return Path(settings.WAL_ARCHIVE)

from pathlib import Path

from portal.backups import work
from portal.backups.command import BackupCommand


class Command(BackupCommand):
    help = "Back up the database, media and settings; of media, copy what is new."

    def add_arguments(self, parser):
        parser.add_argument(
            "directory",
            nargs="?",
            type=Path,
            help="where backups lie (default: PORTAL_BACKUPS, else backups in PORTAL_VAR)",
        )

    def work(self, *, directory, **options):
        return work.back_up(work.shelf(directory))

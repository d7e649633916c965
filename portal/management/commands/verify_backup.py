from pathlib import Path

from portal.backups import files, work
from portal.backups.command import BackupCommand


class Command(BackupCommand):
    help = "Restore a backup into a server made for it, and compare every table and file."

    def add_arguments(self, parser):
        parser.add_argument(
            "backup", nargs="?", type=Path, help="its directory or name (default: the newest)"
        )
        parser.add_argument("--identity", type=Path, help="the file of the private key")

    def work(self, *, backup, identity, **options):
        return work.look_into(work.find(backup), files.identities(identity))

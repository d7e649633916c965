from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils import timezone

from portal import database
from portal.backups import files, postgres, work
from portal.backups.command import BackupCommand
from portal.backups.restoring import opened, restore
from portal.backups.shelf import Shelf


class Command(BackupCommand):
    help = "Restore a backup: the database and media. What was there is kept under another name."

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, help="its directory or name")
        parser.add_argument("--identity", type=Path, help="the file of the private key")
        parser.add_argument("--database", help="another address than that of DATABASE_URL")
        parser.add_argument("--media", type=Path, help="another directory than that of PORTAL_VAR")
        parser.add_argument(
            "--force", action="store_true", help="also when there are tables or media already"
        )
        parser.add_argument(
            "--settings-only", action="store_true", help="only show which variables were set"
        )

    def work(self, *, backup, identity, database: str, media, force, settings_only, **options):
        connections.close_all()
        backup = work.find(backup)
        if settings_only:
            found = opened(backup, files.identities(identity))["settings"]
            return "\n".join(f"{name}={value}" for name, value in found.items())
        with Shelf(backup.directory.parent).shared():
            restored = restore(
                backup,
                _parts(database),
                media or Path(settings.MEDIA_ROOT),
                keys=files.identities(identity),
                is_forced=force,
                now=timezone.localtime(),
            )
        kept = f" Kept from before: {' and '.join(restored.kept)}." if restored.kept else ""
        return (
            f"{backup.name} is restored: {restored.tables} tables and {restored.files} files; "
            f"now run `manage.py migrate`.{kept}"
        )


def _parts(url: str | None) -> postgres.Parts:
    return database.parts_of(url) if url else postgres.parts_in_use()

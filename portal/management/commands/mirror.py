from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal.mirror import Refused
from portal.mirror.work import mirror


class Command(BaseCommand):
    help = "Write the public site as files that any web server can show; again, what changed."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("directory", type=Path, help="where to: new, empty, or a mirror")

    def handle(self, *, directory, **options):
        try:
            done = mirror(directory)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except DatabaseError as error:
            said = " ".join(str(error).split())
            raise CommandError(f"The database failed: {said}; the mirror is as it was.") from None
        self.stdout.write(
            f"{directory} shows the portal in {done.files} files: "
            f"{done.written} written, {done.removed} removed."
        )

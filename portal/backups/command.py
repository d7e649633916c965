"""What the commands of backups have in common."""

from django.core.management.base import BaseCommand, CommandError

from portal.backups import Refused
from portal.backups.work import plainly


class BackupCommand(BaseCommand):
    """A command that ends with one sentence, whether its `work` was done or refused."""

    requires_system_checks = ()

    def handle(self, **options):
        try:
            with plainly():
                said = self.work(**options)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(said)

    def work(self, **options) -> str:
        raise NotImplementedError

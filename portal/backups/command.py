"""What the commands of backups have in common."""

from abc import ABC, abstractmethod

from django.core.management.base import BaseCommand, CommandError

from portal.backups import Refused
from portal.backups.work import plainly


class BackupCommand(BaseCommand, ABC):
    """A command that ends with one sentence, whether its `work` was done or refused."""

    requires_system_checks = ()

    def handle(self, **options):
        try:
            with plainly():
                said = self.work(**options)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(said)

    @abstractmethod
    def work(self, **options) -> str:
        """Do what the command is for, and say in one sentence what was done."""

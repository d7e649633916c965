from django.core.management.base import BaseCommand
from pyrage import x25519


class Command(BaseCommand):
    help = "Make a pair of keys for backups and show it; nothing is kept of it here."
    requires_system_checks = ()

    def handle(self, **options):
        private = x25519.Identity.generate()
        self.stdout.write(f"# public key: {private.to_public()}\n{private}")

from django.core.management.base import BaseCommand

from portal.demo.load import load


class Command(BaseCommand):
    help = "Fill the portal with the demonstration site; run again, it adds only what is missing."

    def handle(self, *, verbosity, **options):
        added = load()
        if verbosity:
            self.stdout.write(f"The demonstration site is loaded ({added} articles added).")

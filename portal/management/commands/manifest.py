from django.core.management.base import BaseCommand

from portal.selfwatch import files


class Command(BaseCommand):
    help = (
        "Take the portal's files as they are now for those that were deployed: from then on `tick` "
        "raises an alarm when one of them changes. Run it after every update."
    )

    def handle(self, **options):
        self.stdout.write(f"{files.remember_release()} files are known.")

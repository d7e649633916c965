"""`manage.py reset`: back to an empty portal, for the next `make run` to fill."""

import os
import shutil

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import confirming
from portal import database

OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
      AND backend_type = 'client backend'
"""


class Command(BaseCommand):
    help = "Erase all articles, users and pictures of the embedded database."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, yes, **options):
        if not database.is_embedded(os.environ["DATABASE_URL"]):
            raise CommandError(
                "DATABASE_URL names a database of yours: unset it to reset the embedded one."
            )
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
            if cursor.fetchone()[0]:
                raise CommandError("The portal is in use: stop `make run` before resetting it.")
        if not yes and not confirming.typed("yes", "to erase all articles, users and pictures"):
            raise CommandError("Nothing was erased.")
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        self.stdout.write("The portal is empty; `make run` fills it again.")

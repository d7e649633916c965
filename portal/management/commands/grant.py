from django.core.management.base import BaseCommand, CommandError
from django.db import connection

RIGHTS = """
GRANT USAGE ON SCHEMA public TO {role};
REVOKE CREATE ON SCHEMA public FROM {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
REVOKE INSERT, UPDATE, DELETE ON portal_releasefile FROM {role};
"""


class Command(BaseCommand):
    help = (
        "Let ROLE of the database do what serving needs: read and write rows, change no table. It "
        "is for PORTAL_WEB_URL; run it after every migration. The role must be there: createuser."
    )

    def add_arguments(self, parser):
        parser.add_argument("role")

    def handle(self, *, role, **options):
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper, current_user FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role {role}: make it with: createuser {role}")
            if found[0] or role == found[1]:
                raise CommandError(f"{role} may do everything anyway: take a role of its own.")
            cursor.execute(RIGHTS.format(role=connection.ops.quote_name(role)))
        self.stdout.write(f"{role} may read and write rows.")

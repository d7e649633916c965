"""`manage.py run`: from a fresh checkout, or any later state of it, to a portal to look at."""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts.roles import Role
from portal import database, local
from portal.management.commands.password import ADMINISTRATOR, first_administrator
from portal.serving import serve

COLLEAGUES = {"phongvien": Role.REPORTER, "bientap": Role.EDITOR, "truongban": Role.CHIEF}
WITHOUT_SECOND_FACTOR = (
    "\n  WARNING         PORTAL_SECOND_FACTOR=0: a password alone signs in. Only to look at the\n"
    "                  portal; PORTAL_SECOND_FACTOR=1 has everybody set up a second factor.\n"
)
LOCK = 0x706F7274  # "port": what several starting at once wait for


class Command(BaseCommand):
    help = "Prepare the database and the files, fill an empty portal, and serve it on PORT."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--reload", action="store_true", help="restart when the code changes")

    def handle(self, *, reload, **options):
        address = f"127.0.0.1:{local.port()}"
        if os.environ.get("RUN_MAIN"):  # the autoreloader started us again: all is prepared
            call_command("runserver", address)
            return
        password = self.prepare(is_collecting=not reload)
        if reload:
            self.introduce(address, password)
            call_command("runserver", address)
        else:
            serve(address, ready=lambda: self.introduce(address, password))

    def prepare(self, *, is_collecting: bool = True) -> str | None:
        """Have tables, static files and articles; return the password of a new administrator."""
        with _alone():
            self.migrate()
            if is_collecting:
                self.collect_static()
            password = self.fill()
        connection.close()
        return password

    def say(self, message: str) -> None:
        self.stdout.write(message)
        self.stdout.flush()

    def migrate(self) -> None:
        """Bring the tables up to date, and say so when there is something to do."""
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        new = not executor.loader.applied_migrations
        self.say("Making the database …" if new else "Updating the database …")
        call_command("migrate", verbosity=0, interactive=False)

    def collect_static(self) -> None:
        """Collect the static files when those of the checkout or the packages changed."""
        stamp = database.var() / "static.stamp"
        fingerprint = _fingerprint(settings.BASE_DIR)
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        self.say("Collecting the static files …")
        call_command("collectstatic", verbosity=0, interactive=False)
        call_command("manifest", stdout=StringIO())
        stamp.write_text(fingerprint)

    @transaction.atomic
    def fill(self) -> str | None:
        """Give a portal that nobody has used yet an administrator and articles.

        Returns the password if it made one. All or nothing: what is interrupted begins anew with
        the next start; an agency that removes every article does not get the demonstration back.
        """
        users = get_user_model().objects
        if users.exists():
            return None
        password = first_administrator(ADMINISTRATOR)
        for name, role in COLLEAGUES.items():
            colleague = users.create_user(name, password=password, is_staff=True)
            colleague.groups.add(Group.objects.get(name=role.label))
        self.say("Filling the demonstration …")
        call_command("demo", verbosity=0)
        return password

    def introduce(self, address: str, password: str | None) -> None:
        self.say(
            f"\n"
            f"  Portal          http://{address}/\n"
            f"  Administration  http://{address}/quan-tri/\n"
            f"  User            {ADMINISTRATOR}\n"
            f"                  (and {', '.join(COLLEAGUES)}, to try the other roles)\n"
            f"  Password        {password or 'set a new one with `make password`'}\n"
            + (
                "                  (shown this once; `make password` sets another)\n"
                * bool(password)
            )
            + ("" if settings.SECOND_FACTOR else WITHOUT_SECOND_FACTOR)
            + "\n  Ctrl-C stops it.\n"
        )


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Let one process at a time prepare this database; one that dies lets go of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _fingerprint(root: Path) -> str:
    """What the collected static files depend on."""
    digest = hashlib.sha256()
    for name in ("requirements.txt", "portal/settings.py", "portal/staticfiles.py"):
        digest.update((root / name).read_bytes())
    for path in sorted((root / "static").rglob("*")):
        found = path.stat()
        digest.update(f"{path}\0{found.st_mtime_ns}\0{found.st_size}\0".encode())
    return digest.hexdigest()

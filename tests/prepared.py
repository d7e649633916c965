"""The portal's tables, made once and copied by all who begin with them."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from portal import database, postgres_programs
from portal.embedded import EmbeddedServer
from tests.processes import ROOT

KEPT = database.var() / "prepared"  # between runs, too
SOURCES = ["*/migrations/*.py", "core/search.py", "requirements.txt"]


def template(connection) -> str:
    """The name of a database with the tables, on the server of *connection*."""
    name = f"prepared_{_kind()}"
    with _alone(), connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^prepared_' AND datistemplate"
        )
        found = [row[0] for row in cursor.fetchall()]
        if name not in found:
            for other in found:
                cursor.execute(f"ALTER DATABASE {other} IS_TEMPLATE false")
                cursor.execute(f"DROP DATABASE {other}")
            _migrate_into(connection, name)
            cursor.execute(f"ALTER DATABASE {name} IS_TEMPLATE true")  # it is whole
    return name


def _migrate_into(connection, name: str) -> None:
    """Make the database *name* as Django makes one for tests."""
    settings = connection.settings_dict
    own, test = settings["NAME"], settings["TEST"]
    settings["TEST"] = test | {"NAME": name}
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    settings["NAME"], settings["TEST"] = own, test


def server(home: Path, **settings: object) -> EmbeddedServer:
    """A running PostgreSQL of its own in *home*, with the tables."""
    server = EmbeddedServer(home, **settings)
    home.mkdir()
    subprocess.run(["cp", "-a", _data(), home / "data"], check=True)
    server.acquire()
    return server


def _data() -> Path:
    """The files of a server that was stopped, with the tables in its database."""
    kept = KEPT / _kind()
    with _alone():
        if not kept.exists():
            for other in KEPT.iterdir():
                shutil.rmtree(other)
            first = EmbeddedServer(KEPT.with_name("preparing-scratch"))
            if first.home.exists():  # of a run that was killed
                first.discard()
            first.acquire()
            environment = os.environ | {"DATABASE_URL": first.url}
            migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
            subprocess.run(migrate, env=environment, cwd=ROOT, check=True)
            first.release()
            subprocess.run(["cp", "-a", first.data, f"{kept}.new"], check=True)
            first.discard()
            Path(f"{kept}.new").rename(kept)
    return kept


def _kind() -> str:
    """What the tables depend on, in short."""
    digest = hashlib.sha256(os.fsencode(postgres_programs.find()))
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One process at a time looks whether they are there."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT.with_name("prepared.lock"), "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

"""A portal in the tests' own database, its backups, and other databases to restore into."""

import os
import resource
import stat
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection
from pyrage import x25519

from portal import postgres_programs
from portal.backups import postgres
from portal.backups.shelf import Shelf
from tests.portal.conftest import ROOT


@pytest.fixture
def var(place, settings):
    settings.VAR_DIR = place
    settings.BACKUPS = ""
    return place


@pytest.fixture
def media(settings):
    return fill(Path(settings.MEDIA_ROOT))


def fill(root):
    (root / "photos").mkdir(parents=True)
    (root / "photos/cổng.jpg").write_bytes(b"picture" * 1000)
    (root / "a.pdf").write_bytes(b"document")
    return root


@pytest.fixture
def shelf(var):
    return Shelf(var / "backups")


@pytest.fixture
def backed_up(shelf, capsys):
    """Make a backup and return it."""

    def backed_up(directory=None):
        call_command("backup", *[str(directory)] * bool(directory))
        return (Shelf(directory) if directory else shelf).newest()

    return backed_up


@pytest.fixture
def pair(place):
    """A public key, and the file of the private one."""
    return make_pair(place / "private.key")


def make_pair(path):
    private = x25519.Identity.generate()
    path.write_text(f"# for tests\n{private}\n")
    return str(private.to_public()), path


@pytest.fixture
def target(django_db_setup):
    """The address of an empty database to restore into."""
    with database_called("target") as parts:
        yield parts


@contextmanager
def database_called(name):
    """An empty database of the tests' server; what is made of it goes afterwards, too."""
    name = f"{connection.settings_dict['NAME']}_{name}"
    server = postgres.parts_in_use() | {"dbname": "postgres"}
    ask(server, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield server | {"dbname": name}
    finally:
        for (left,) in ask(server, f"SELECT datname FROM pg_database WHERE datname ~ '^{name}'"):
            ask(server, f'DROP DATABASE "{left}" WITH (FORCE)')


def url_of(parts):
    return (
        f"postgresql://{parts['user']}@/{parts['dbname']}?host={parts['host']}&port={parts['port']}"
    )


def ask(parts, question):
    with closing(psycopg2.connect(**parts)) as other:
        other.autocommit = True
        with other.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchall() if cursor.description else None


def manage_with_little_room(*arguments, var: Path):
    """Run a command that may write no file of more than 20 KB."""
    environment = {
        "DATABASE_URL": url_of(postgres.parts_in_use()),
        "PORTAL_SECRET_KEY": "for this test",
        "PORTAL_VAR": str(var),
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",  # a piece of a module would stay for everybody
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )


@pytest.fixture
def programs(place, monkeypatch):
    """Have some of PostgreSQL's programs do something first: `programs(pg_dump="sleep 1")`."""

    def programs(**scripts):
        real, directory = postgres_programs.find(), place / "programs"
        directory.mkdir()
        for program in real.iterdir():
            (directory / program.name).symlink_to(program)
        for name, script in scripts.items():
            path = directory / name
            path.unlink()
            path.write_text(f'#!/bin/sh\nREAL={real / name}\n{script}\nexec "$REAL" "$@"\n')
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setitem(os.environ, "PG_BIN", str(directory))

    return programs

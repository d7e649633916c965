"""Connections to a database, and PostgreSQL's own programs on it: without its password in their
arguments, where everybody on the machine could read it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection as default
from psycopg2.extensions import make_dsn

from portal import postgres_programs
from portal.backups import Refused

Parts = dict[str, Any]  # of a database's address, in libpq's words
# What takes long, or waits for long, must not be ended by a limit that is meant for pages.
WITHOUT_LIMITS = """
    SELECT set_config(name, '0', false) FROM pg_settings
    WHERE name IN ('statement_timeout', 'lock_timeout', 'transaction_timeout',
                   'idle_in_transaction_session_timeout', 'idle_session_timeout')
"""


def parts_in_use() -> Parts:
    """The database of this process."""
    ours = ("cursor_factory", "client_encoding")
    found = default.get_connection_params()
    return {name: value for name, value in found.items() if name not in ours}


def url(parts: Parts) -> str:
    """*parts* for people: as libpq reads them, without the password."""
    return make_dsn(**{name: value for name, value in parts.items() if name != "password"})


@contextmanager
def connected(parts: Parts) -> Iterator[Any]:
    """A connection in autocommit, for as long as it takes."""
    try:
        connection = psycopg2.connect(**parts)
    except psycopg2.OperationalError as error:
        raise Refused(f"Cannot connect: {last_line(str(error))}.") from None
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(WITHOUT_LIMITS)
        yield connection
    finally:
        connection.close()


def major(connection: Any) -> int:
    return connection.server_version // 10000


# --- Programs ------------------------------------------------------------------------------------


def program(name: str, at_least: int) -> Path:
    """The program called *name* of the oldest PostgreSQL here that is not older than that."""
    found = _versions()
    fit = [version for version in found if version >= at_least]
    if not fit:
        raise Refused(
            f"The newest PostgreSQL programs here are of version {max(found, default=0)} and "
            f"{at_least} is needed: install them, or name their directory with PG_BIN."
        )
    return found[min(fit)] / name


def programs(version: int) -> Path:
    """The directory of the programs of just that PostgreSQL."""
    try:
        return _versions()[version]
    except KeyError:
        raise Refused(
            f"There are no PostgreSQL programs of version {version} here: install them, or name "
            "their directory with PG_BIN."
        ) from None


def _versions() -> dict[int, Path]:
    found = {}
    for directory in postgres_programs.candidates():
        with suppress(SystemExit):  # too old for the portal, or of another machine
            found.setdefault(postgres_programs.major(directory), directory)
    return found


def command(program: Path, parts: Parts, *arguments: str | Path) -> dict[str, Any]:
    """What subprocess needs to run *program* on a database."""
    secret = {"PGPASSWORD": parts["password"]} if parts.get("password") else {}
    return {
        "args": [program, f"--dbname={url(parts)}", "--no-password", *arguments],
        "env": os.environ | {"LC_ALL": "C"} | secret,
        "stdin": subprocess.DEVNULL,
    }


def last_line(complaint: str) -> str:
    lines = complaint.strip().splitlines() or ["no reason given"]
    return lines[-1].rpartition("FATAL:")[2].strip().rstrip(".")

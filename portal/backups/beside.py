"""A database made anew beside the one that is there, to take its place when it is complete."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2 import sql

from portal.backups import Refused, postgres, tables
from portal.backups.postgres import Parts

MAINTENANCE = ("postgres", "template1")  # a database to be in while another one is renamed
ATTEMPTS = 20
OF_DATABASE = "SELECT to_jsonb(d) FROM pg_database d WHERE datname = current_database()"
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
PROVIDERS = {"i": "icu", "b": "builtin"}  # else libc, which needs no locale of its own


@dataclass
class Beside:
    """A database for *parts*, which goes by *name* until it takes the place of the other."""

    parts: Parts
    name: str
    kept_as: str  # what the other is called then; "" when it has no tables and is not kept
    maintenance: Parts

    @property
    def fresh(self) -> Parts:
        return self.parts | {"dbname": self.name}

    def take_place(self) -> None:
        """Be the database from now on, all at once; whoever is in the other is sent out."""
        name = self.parts["dbname"]
        aside = self.kept_as or f"{self.name}_empty"
        renaming = _sql("ALTER DATABASE {} RENAME TO {}", name, aside)
        renaming += sql.SQL(";") + _sql("ALTER DATABASE {} RENAME TO {}", self.name, name)
        with postgres.connected(self.maintenance) as connection, connection.cursor() as cursor:
            for _ in range(ATTEMPTS):
                cursor.execute(END_OTHERS, [name])
                try:
                    cursor.execute(renaming)  # both or none: one message is one transaction
                    break
                except psycopg2.errors.ObjectInUse:  # somebody came back meanwhile
                    pass
            else:
                raise Refused(f"The database {name} is always in use: stop the portal first.")
            if not self.kept_as:
                cursor.execute(_sql("DROP DATABASE {} WITH (FORCE)", aside))


@contextmanager
def beside(parts: Parts, stamp: str) -> Iterator[Beside]:
    """An empty database like that of *parts*; gone afterwards unless it took its place."""
    with postgres.connected(parts) as connection, connection.cursor() as cursor:
        cursor.execute(OF_DATABASE)
        like = cursor.fetchone()[0]
        has_tables = tables.names(cursor)
    name = parts["dbname"]
    kept_as = f"{name}_before_{stamp}" if has_tables else ""
    made = Beside(parts, f"{name}_new_{secrets.token_hex(4)}", kept_as, _maintenance(parts))
    with postgres.connected(made.maintenance) as connection:
        _create(connection, made.name, like)
    try:
        yield made
    finally:
        with postgres.connected(made.maintenance) as connection, connection.cursor() as cursor:
            cursor.execute(_sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", made.name))


def has_tables(parts: Parts) -> bool:
    with postgres.connected(parts) as connection, connection.cursor() as cursor:
        return bool(tables.names(cursor))


def _maintenance(parts: Parts) -> Parts:
    """A database of the same server that is not the one of *parts*."""
    for name in MAINTENANCE:
        candidate = parts | {"dbname": name}
        try:
            with postgres.connected(candidate):
                return candidate
        except Refused as refused:
            reason = refused
    raise reason


def _create(connection: Any, name: str, like: dict[str, Any]) -> None:
    """Make the database *name* with the locale of the one that *like* describes."""
    provider = PROVIDERS.get(like["datlocprovider"], "libc")
    statement = _sql("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)
    statement += sql.SQL(" LC_COLLATE {} LC_CTYPE {} LOCALE_PROVIDER {}").format(
        sql.Literal(like["datcollate"]), sql.Literal(like["datctype"]), sql.SQL(provider)
    )
    if provider != "libc":
        locale = like.get("datlocale") or like.get("daticulocale")  # before 17
        statement += sql.SQL(f" {provider}_LOCALE {{}}").format(sql.Literal(locale))
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except psycopg2.errors.InsufficientPrivilege:
        raise Refused(
            f"The user {connection.info.user} may not make databases: have PostgreSQL's "
            f'administrator say ALTER ROLE "{connection.info.user}" CREATEDB.'
        ) from None


def _sql(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))

"""What stands in every table: the number of rows, and a checksum of their content.

The checksum adds up a piece of the MD5 of every row as text, so the order of rows does not matter,
and any server of any version comes to the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg2 import sql

from portal.backups.postgres import Parts, connected

Figures = dict[str, list]  # by table: rows and checksum
TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    ORDER BY 1, 2
"""
FIGURES = """
    SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 15))::bit(60)::bigint), 0)::text
    FROM {}.{} t
"""
# What text depends on.
AS_TEXT = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "search_path": "pg_catalog",
}


@contextmanager
def snapshot(parts: Parts) -> Iterator[tuple[Any, str]]:
    """A cursor that sees the database as of now until the end, and the name others see it by."""
    with connected(parts) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor, cursor.fetchone()[0]


def names(cursor: Any) -> list[tuple[str, str]]:
    cursor.execute(TABLES)
    return cursor.fetchall()


def figures(cursor: Any) -> Figures:
    """Of every table; the session of *cursor* is good for nothing else afterwards."""
    for name, value in AS_TEXT.items():
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
    found: Figures = {}
    for schema, table in names(cursor):
        cursor.execute(sql.SQL(FIGURES).format(sql.Identifier(schema), sql.Identifier(table)))
        found[f"{schema}.{table}"] = list(cursor.fetchone())
    return found


def differences(expected: Figures, found: Figures) -> list[str]:
    """A phrase for every table that is not what it was."""
    said = []
    for table in sorted(expected.keys() | found.keys()):
        (rows, checksum), (rows_now, checksum_now) = (
            figures.get(table, [None, ""]) for figures in (expected, found)
        )
        if rows_now is None:
            said.append(f"table {table} is missing")
        elif rows is None:
            said.append(f"table {table} is new")
        elif rows != rows_now:
            said.append(f"table {table} has {rows_now} rows instead of {rows}")
        elif checksum != checksum_now:
            said.append(f"table {table} has other content")
    return said

"""SQL that a server plans once for each connection: half of the work of a small statement."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DatabaseError

LONGEST_NAME = 63  # bytes of a name in PostgreSQL
# A migration has changed the type of a column; the session was reset, or was somebody else's.
_STALE = {"0A000", "26000", "42P05"}
_MARK = re.compile("%%|%s")
_numbers = count(1)
# The names of what each connection of psycopg2 has planned; a new connection has planned nothing.
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Given:
    """A value that is given each time, by this name."""

    name: str


class Statement:
    """SQL with a %s for each of *params*, which are values or Given; *name* is for who reads logs.

    Unless it *is_planned_once*, its plan may depend on the values that are given.
    """

    def __init__(self, name: str, sql: str, params: Sequence[object], *, is_planned_once: bool):
        self._is_planned_once = is_planned_once
        self._sql, self._params = sql, params
        self._given = [param.name for param in params if isinstance(param, Given)]
        self._fixed = [param for param in params if not isinstance(param, Given)]
        self._name = f"{next(_numbers)} {name}"[:LONGEST_NAME]
        places, marks = count(1), iter(params)

        def marked(found: re.Match) -> str:
            is_given = found[0] == "%s" and isinstance(next(marks), Given)
            return f"${next(places)}" if is_given else found[0]

        planned = _MARK.sub(marked, sql)
        self._prepare = f'PREPARE "{self._name}" AS {planned}'
        values = f"({', '.join(['%s'] * len(self._given))})" if self._given else ""
        self._execute = f'EXECUTE "{self._name}"{values}'

    def rows(self, server, values: Mapping[str, object]) -> list[tuple]:
        """What *server*, one of Django's connections, finds for the given values.

        Behind PgBouncer a session is not one's own, and each time is the first; so it is inside a
        transaction, which a plan that has become wrong would end.
        """
        is_own = not (server.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] or server.in_atomic_block)
        with server.cursor() as cursor:
            if not (self._is_planned_once and is_own):
                params = [values[p.name] if isinstance(p, Given) else p for p in self._params]
                cursor.execute(self._sql, params)
                return cursor.fetchall()
            planned = _planned.setdefault(server.connection, set())
            given = [values[name] for name in self._given]
            try:
                self._run(cursor, planned, given)
            except DatabaseError as error:
                if getattr(error.__cause__, "pgcode", "") not in _STALE:
                    raise
                with suppress(DatabaseError):
                    cursor.execute(f'DEALLOCATE "{self._name}"')
                planned.discard(self._name)
                self._run(cursor, planned, given)
            return cursor.fetchall()

    def _run(self, cursor, planned: set[str], given: list[object]) -> None:
        if self._name not in planned:
            cursor.execute(self._prepare, self._fixed)
            planned.add(self._name)
        cursor.execute(self._execute, given)

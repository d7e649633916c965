"""Query sets compiled once in a process: Django takes several times as long to write the SQL of a
small query as PostgreSQL takes to answer it.
"""

import inspect
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime
from functools import cached_property, update_wrapper

from django.db import connections, models
from django.db.models import Lookup, QuerySet

MOST = 2**63 - 1
# What stands in the SQL for a value until there is one; nothing else in a query looks like them.
_STAND_INS: dict[object, Callable[[int], object]] = {
    int: lambda place: 2**62 + place,
    str: lambda place: f"value {place} of a prepared query set",
    list[int]: lambda place: [2**62 + place],
    datetime: lambda place: datetime(1, 1, 1 + place, 1, 1, 1, 1, tzinfo=UTC),
}


@models.Field.register_lookup
class Any(Lookup):
    """`pk__any=[…]`: what `pk__in` means, in SQL that is the same for every number of values."""

    lookup_name = "any"

    def get_prep_lookup(self):
        return [self.lhs.output_field.get_prep_value(value) for value in self.rhs]

    def as_sql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} = ANY(%s)", [*params, self.rhs]


class prepared:  # noqa: N801 - a decorator
    """Make a function that returns a query set into one that returns its rows, as a list.

    It is called with names. Each parameter says what it is (int, str, list[int] or datetime) and
    may stand in conditions alone: in no slice and in no `if`.

        @prepared
        def newest_of(section: int, now: datetime):
            return Article.objects.published(now).filter(section=section).newest_first()[:4]
    """

    def __init__(self, make: Callable[..., QuerySet]):
        self.make = make
        update_wrapper(self, make)

    def __call__(self, **values) -> list:
        if any(type(value) is int and abs(value) > MOST for value in values.values()):
            return []  # no row has it, but PostgreSQL would read the whole table to see that
        rows, compiler, sql, params = self._compiled
        given = tuple(values[param.name] if type(param) is _Given else param for param in params)
        compiler = copy(compiler)
        compiler.using, compiler.connection = rows.db, connections[rows.db]
        compiler.as_sql = lambda: (sql, given)
        asked = rows._chain()
        asked.query.get_compiler = lambda using: compiler
        return list(asked)

    @cached_property
    def _compiled(self) -> tuple:
        """The query set, its compiler, its SQL, and its parameters in their order."""
        kinds = inspect.get_annotations(self.make)
        stand_ins = {name: _STAND_INS[kind](at) for at, (name, kind) in enumerate(kinds.items())}
        rows = self.make(**stand_ins)
        compiler = rows.query.get_compiler(rows.db)
        sql, params = compiler.as_sql()
        found = [
            next((_Given(name) for name, value in stand_ins.items() if value == param), param)
            for param in params
        ]
        if missing := stand_ins.keys() - {one.name for one in found if type(one) is _Given}:
            raise TypeError(f"{self.make.__name__}: {missing} must be the value of a condition.")
        return rows, compiler, sql, found


class _Given:
    def __init__(self, name: str):
        self.name = name

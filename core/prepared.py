"""Query sets compiled once in a process, and rows read once for as long as they stand.

Django takes several times as long to write the SQL of a small query as PostgreSQL takes to answer
it, and as long again to make objects of rows that are, most often, those of the page before. So the
database is asked which rows there are and in which version: it gives a row another ctid or xmin
with every change, and a table another file when all of it is written anew. What is in them is read
when one of them is not known.
"""

import inspect
from collections.abc import Callable, Iterable
from copy import copy
from datetime import UTC, datetime
from functools import cached_property, update_wrapper

from django.db import connections, models
from django.db.models import Lookup, QuerySet

from core.keeping import Kept
from core.statement import Given, Statement

MOST = 2**63 - 1
OF_A_ROW = 3  # columns: its ctid, its xmin, and the file its table is in
# What stands in the SQL for a value until there is one; nothing else in a query looks like them.
_STAND_INS: dict[object, Callable[[int], object]] = {
    int: lambda place: 2**62 + place,
    str: lambda place: f"value {place} of a prepared query set",
    list[int]: lambda place: [2**62 + place],
    datetime: lambda place: datetime(1, 1, 1 + place, 1, 1, 1, 1, tzinfo=UTC),
}

known: Kept[models.Model] = Kept()


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

    Objects are shared with everybody who asks for the same rows: nobody may change them.
    """

    is_planned_once = True

    def __init__(self, make: Callable[..., QuerySet]):
        self.make = make
        update_wrapper(self, make)

    def __call__(self, **values) -> list:
        if any(type(value) is int and abs(value) > MOST for value in values.values()):
            return []  # no row has it, but PostgreSQL would read the whole table to see that
        return self._compiled(values)

    @cached_property
    def _compiled(self) -> Callable[[dict], list]:
        """What gives the rows for a dict of values."""
        kinds = inspect.get_annotations(self.make)
        stand_ins = {name: _STAND_INS[kind](at) for at, (name, kind) in enumerate(kinds.items())}
        rows = self.make(**stand_ins)
        compiler = rows.query.get_compiler(rows.db)
        sql, params = compiler.as_sql()
        found = [
            next((Given(name) for name, value in stand_ins.items() if value == param), param)
            for param in params
        ]
        if missing := stand_ins.keys() - {one.name for one in found if type(one) is Given}:
            raise TypeError(f"{self.make.__name__}: {missing} must be the value of a condition.")

        def statement(sql: str, which: str = "") -> Statement:
            name = f"{self.make.__module__}.{self.make.__name__}{which}"
            return Statement(name, sql, found, is_planned_once=self.is_planned_once)

        if tables := _tables(rows, compiler):
            return _Rows(statement, rows, compiler, sql, tables)
        return _Query(rows, compiler, statement(sql))


class planned_each_time(prepared):  # noqa: N801 - a decorator
    """The same where a plan that is good for any values would be bad for most."""

    is_planned_once = False


class _Query:
    """A query set, compiled: whatever it gives is read each time."""

    def __init__(self, rows: QuerySet, compiler, statement: Statement):
        self.rows, self.compiler, self.statement = rows, compiler, statement

    def __call__(self, values: dict) -> list:
        return self.objects(self.statement.rows(connections[self.rows.db], values))

    def objects(self, found: list[tuple]) -> list:
        """What the query set makes of the rows *found*; it does not look at further columns."""
        compiler = copy(self.compiler)
        compiler.using, compiler.connection = self.rows.db, connections[self.rows.db]
        compiler.execute_sql = lambda *arguments, **options: [found]
        asked = self.rows._chain()
        asked.query.get_compiler = lambda using: compiler
        return list(asked)


class _Rows:
    """A query set of whole rows: those that are known in their present version are not read."""

    def __init__(self, statement: Callable, rows: QuerySet, compiler, sql: str, tables: dict):
        self.columns = ", ".join(column for _, (column, _), _ in compiler.select)
        self.width = OF_A_ROW * len(tables)
        self.paths = {path: _places(path, tables.values()) for path in tables.values()}
        names = {alias: rows.query.alias_map[alias].table_name for alias in tables}
        versions = ", ".join(
            f"{quoted}.ctid, {quoted}.xmin, (SELECT pg_relation_filenode('\"{names[alias]}\"'))"
            for alias in tables
            for quoted in [compiler.quote_name_unless_alias(alias)]
        )
        below = sql.removeprefix(f"SELECT {self.columns}")
        read = statement(f"SELECT {self.columns}, {versions}{below}")
        self.query = _Query(rows, compiler, read)
        self.which = statement(f"SELECT {versions}{below}", ", which")

    def __call__(self, values: dict) -> list:
        which = self.which.rows(connections[self.query.rows.db], values)
        objects = [known.get((self.columns, versions)) for versions in which]
        return objects if all(objects) else self._read(values)

    def _read(self, values: dict) -> list:
        found = self.query.statement.rows(connections[self.query.rows.db], values)
        objects = self.query.objects(found)
        for one, row in zip(objects, found, strict=True):
            versions = row[-self.width :]
            self._note(one, versions)
            letters = sum(len(value) for value in row if isinstance(value, str))
            known.keep((self.columns, versions), one, letters)
        return objects

    def _note(self, one: models.Model, versions: tuple) -> None:
        for path, places in self.paths.items():
            row = one
            for name in path:
                row = row and row._state.fields_cache[name]
            if row:
                row._state.version = (row._meta.db_table, *(versions[place] for place in places))
                row._state.fields_cache = _Joined(row._state.fields_cache)


class _Joined(dict):
    """What was joined to a row that many share; what is asked for later is not kept with it, since
    nobody would see that it changed."""

    def __setitem__(self, name: str, row: models.Model) -> None:
        pass


def _places(path: tuple[str, ...], paths: Iterable[tuple[str, ...]]) -> list[int]:
    """Where a row's versions are those of the one at *path*, and of all that is joined to it."""
    below = (at for at, other in enumerate(paths) if other[: len(path)] == path)
    return [OF_A_ROW * at + place for at in below for place in range(OF_A_ROW)]


def _tables(rows: QuerySet, compiler) -> dict[str, tuple[str, ...]]:
    """The tables whose rows a query set gives, and the way to each from its objects; none when
    there is more in it than the columns of such rows."""
    query, info = rows.query, compiler.klass_info
    more = rows._prefetch_related_lookups or query.extra_select or compiler.annotation_col_map
    if not info or more or query.combinator or query.distinct:
        return {}
    tables = {}

    def add(info: dict, path: tuple[str, ...]) -> None:
        tables[compiler.select[info["select_fields"][0]][0].alias] = path
        for joined in info.get("related_klass_infos", ()):
            add(joined, (*path, joined["field"].name))

    add(info, ())
    return tables

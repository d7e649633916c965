"""Public pages are made from a replica of the database, where there are any; the rest from the
primary.

`read` is the seam: what is asked inside it goes to a replica that is fresh (core.lag), and once
more to the next, the primary at last, when that one fails on the way. Statements written by hand
take their connection from `reader`; models find it by the router.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic, sleep
from typing import TypeVar

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)
from django.db.backends.signals import connection_created

from core.lag import watch
from core.standing import meet_again

T = TypeVar("T")
DATABASE_GONE = (OperationalError, InterfaceError)  # no answer, full, or given up
SECONDS_TO_LOOK_AGAIN = 0.02
_alias: ContextVar[str] = ContextVar("alias", default=DEFAULT_DB_ALIAS)
_newest = (0, 0.0)  # the version this process has met, and since when
log = logging.getLogger(__name__)


class Router:
    """Models are read where the request reads, and written to the primary.

    Who writes reads from the primary from then on: a replica does not have it yet.
    """

    def db_for_read(self, model, **hints) -> str:
        return _alias.get()

    def db_for_write(self, model, **hints) -> str:
        _alias.set(DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints) -> bool:
        return True

    def allow_migrate(self, db, app_label, **hints) -> bool:
        return db == DEFAULT_DB_ALIAS


def reader():
    """The connection this request reads from."""
    return connections[_alias.get()]


def read(ask: Callable[[], T]) -> T:
    """What *ask* finds at a replica, or at the primary when none is fresh or holds out.

    It may be called several times, so it must change nothing; inside a transaction the primary is
    asked.
    """
    for alias in _fresh():
        token = _alias.set(alias)
        try:
            return _at(alias, ask)
        except Behind:
            continue
        except DATABASE_GONE as error:
            watch.leave_out(alias)
            log.warning("The replica %s failed: %s", alias, " ".join(str(error).split()))
        finally:
            _alias.reset(token)
    return _at(DEFAULT_DB_ALIAS, ask)


def _at(alias: str, ask: Callable[[], T]) -> T:
    """Ask once more when the connection was one from before a restart of the server: that is found
    out by using it, not by a statement of its own in each request."""
    server = connections[alias]
    was_open, server.health_check_done = server.connection is not None, True
    try:
        return ask()
    except DATABASE_GONE:
        if server.in_atomic_block or (server.connection and not server.connection.closed):
            raise
        server.close()
        if not was_open or (alias != DEFAULT_DB_ALIAS and alias not in watch.fresh()):
            raise
        return ask()


def read_from_primary(ask: Callable[[], T]) -> T:
    """What *ask* finds at the primary; while that is gone, at a replica."""
    if watch.is_primary_gone:
        return read(ask)
    try:
        return ask()
    except DATABASE_GONE:
        if not _fresh():
            raise
        return read(ask)


def _fresh() -> list[str]:
    if len(connections.settings) == 1 or connection.in_atomic_block:
        return []
    return watch.fresh()


class Behind(Exception):
    """A replica shows what was before something that this process has shown already."""


def refuse_older(number: int) -> None:
    """Raise Behind when a replica gives a lower version than one met REPLICA_LAG seconds ago or
    later: readers must not see a page go back. A replica that lacks it for longer is not fresh."""
    global _newest
    version, since = _newest
    if number > version:
        _newest = (number, monotonic())
        return
    is_missed = number < version and monotonic() < since + settings.REPLICA_LAG
    if is_missed and _alias.get() != DEFAULT_DB_ALIAS:
        raise Behind


def wait_for_replicas() -> None:
    """Return when no replica shows what was before this moment: those that have not caught up after
    REPLICA_LAG seconds are not fresh to anybody."""
    deadline = monotonic() + settings.REPLICA_LAG
    if len(connections.settings) == 1:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        (position,) = cursor.fetchone()
    for alias in watch.aliases:
        while monotonic() < deadline and not _has_replayed(alias, position):
            sleep(SECONDS_TO_LOOK_AGAIN)


def _has_replayed(alias: str, position: str) -> bool:
    if alias not in watch.fresh():  # to this process; to others it may be
        return False
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [position])
            return bool(cursor.fetchone()[0])
    except DATABASE_GONE:
        watch.leave_out(alias)
        return False


connection_created.connect(watch.opened)
connection_created.connect(meet_again)

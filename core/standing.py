"""Where a database server stands: asked on a connection of its own, and never waited for long."""

import select
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg2.extensions import POLL_OK, POLL_READ

from core.keeping import forget_everything

SECONDS_TO_ANSWER = 1.0
STANDING = """
SELECT pg_is_in_recovery(), (SELECT system_identifier FROM pg_control_system()),
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
            ELSE pg_current_wal_flush_lsn() END - '0/0'::pg_lsn,
       CASE WHEN NOT pg_is_in_recovery()
            THEN left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) END
"""
PRIMARY = """
SELECT (SELECT system_identifier FROM pg_control_system()),
       left(pg_walfile_name(pg_current_wal_insert_lsn()), 8)
WHERE NOT pg_is_in_recovery()
"""
_met: tuple[int, str] | None = None


@dataclass(frozen=True)
class Standing:
    """Where a server stands in what the primary has written, in bytes."""

    is_replica: bool
    system: int  # the same for a primary and its replicas
    position: int
    timeline: str | None = None  # of a primary: another one since it was promoted or recovered


def meet(system: int, timeline: str) -> None:
    """Note which primary this process has met. When it is another, or went on from another moment,
    rows may come to have versions that were those of others: what was kept is forgotten."""
    global _met
    if _met not in (None, (system, timeline)):
        forget_everything()
    _met = (system, timeline)


def meet_again(connection, **_signal) -> None:
    """Receiver of connection_created: whoever was thrown out asks who is there now."""
    if connection.alias == DEFAULT_DB_ALIAS:
        with connection.cursor() as cursor:
            cursor.execute(PRIMARY)
            if found := cursor.fetchone():
                meet(*found)


class Probe:
    """The server of one alias, asked on a connection kept for that."""

    def __init__(self, alias: str):
        parameters = connections[alias].get_connection_params()
        wanted = {"target_session_attrs": None, "async_": True}
        self._places = [parameters | place | wanted for place in _places(parameters)]
        self._is_primary = alias == DEFAULT_DB_ALIAS
        self._connection: Any = None

    def ask(self) -> Standing | None:
        """Where the server stands, or None when it did not say so in time."""
        for place in [None, *self._places] if self._connection else self._places:
            with suppress(psycopg2.Error, OSError):
                standing = self._ask(place)
                if not (self._is_primary and standing.is_replica):
                    return standing
        return None

    def _ask(self, place: dict[str, Any] | None) -> Standing:
        """What the server at *place* says, or the one that was asked before."""
        deadline = monotonic() + SECONDS_TO_ANSWER
        connection, self._connection = self._connection, None  # given up unless it answers
        if place is not None:
            connection = psycopg2.connect(**place)
            _wait(connection, deadline)
        cursor = connection.cursor()
        cursor.execute(STANDING)
        _wait(connection, deadline)
        is_replica, system, position, timeline = cursor.fetchone()
        self._connection = connection
        return Standing(is_replica, system, int(position or 0), timeline)


def _places(parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Each server an address with several names, which libpq would try one after the other."""
    hosts = str(parameters.get("host", "")).split(",")
    ports = str(parameters.get("port", "")).split(",")
    ports = ports if len(ports) == len(hosts) else ports * len(hosts)
    return [{"host": host, "port": port} for host, port in zip(hosts, ports, strict=False)]


def _wait(connection: Any, deadline: float) -> None:
    """Until the server has answered; OSError after *deadline*."""
    while (state := connection.poll()) != POLL_OK:
        line = select.poll()
        line.register(connection.fileno(), select.POLLIN if state == POLL_READ else select.POLLOUT)
        if not line.poll(1000 * max(0.0, deadline - monotonic())):
            raise TimeoutError

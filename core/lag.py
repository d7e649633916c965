"""Which replicas may be read from: those that have all that the primary had a moment ago.

One thread of the process asks every server where it stands, once a second and on connections of its
own, so that no reader waits for a server that does not answer. A replica is fresh until
REPLICA_LAG seconds after the last moment whose changes it is known to have: nothing read from it is
older than that, whatever becomes of the watch. While the primary does not answer, a replica that
has the last that was heard of it is as new as anything.
"""

import logging
import os
import socket
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event, Lock, Thread
from time import monotonic, sleep
from weakref import WeakSet

import psycopg2
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections

from core.standing import SECONDS_TO_ANSWER, Probe, Standing, meet

SECONDS_BETWEEN = 1.0
SECONDS_TO_REPLAY = 0.1  # what a replica is given before it is asked for the same
REMEMBERED = 60  # positions of the primary
# Why a server is not read from.
SILENT = "it does not answer"
PRIMARY = "it is a primary, not a replica"
STRANGER = "it belongs to another database cluster than DATABASE_URL"
UNSEEN = "the primary has not been seen yet, and it may be another's"
BEHIND = "it is behind"
log = logging.getLogger(__name__)


class Watch:
    """What is known of the replicas, and the thread that keeps it so."""

    def __init__(self) -> None:
        self._lock, self._measured = Lock(), Event()
        self._process = 0  # whose thread it is: forks have none
        self.is_primary_gone = False
        self._system: int | None = None
        self._written: deque[tuple[float, int]] = deque(maxlen=REMEMBERED)
        self._until: dict[str, float] = {}
        self._lags: dict[str, float | None] = {}
        self._faults: dict[str, str] = {}
        self._open: WeakSet = WeakSet()

    @property
    def aliases(self) -> list[str]:
        """The replicas, this process's first choice first; processes differ in it."""
        names = [alias for alias in connections.settings if alias != DEFAULT_DB_ALIAS]
        first = os.getpid() % len(names) if names else 0
        return names[first:] + names[:first]

    def fresh(self) -> list[str]:
        """The replicas that may be read from now; who asks first waits for the first answers."""
        if not self.aliases:
            return []
        if self._process != os.getpid():
            self._start()
        self._measured.wait(2 * SECONDS_TO_ANSWER)
        now = monotonic()
        return [alias for alias in self.aliases if self._until.get(alias, 0) > now]

    def faults(self) -> dict[str, str]:
        """Why a replica is not read from, in English; nothing of those that are."""
        fresh = self.fresh()
        said = {alias: self._faults.get(alias) or BEHIND for alias in self.aliases}
        return {alias: fault for alias, fault in said.items() if alias not in fresh}

    def lags(self) -> dict[str, float | None]:
        """How many seconds each replica was behind when it was last asked; None is unknown."""
        self.fresh()
        return dict(self._lags)

    def leave_out(self, alias: str) -> None:
        """Read nothing from the replica until it answers again."""
        self._until[alias] = 0

    def opened(self, connection, **_signal) -> None:
        """Receiver of connection_created."""
        if connection.alias in self.aliases:
            with self._lock:
                self._open.add(connection)

    # --- The thread -----------------------------------------------------------------------------

    def _start(self) -> None:
        with self._lock:
            if self._process != os.getpid():
                self._process = os.getpid()
                self._measured.clear()
                Thread(target=self._run, name="replicas", daemon=True).start()

    def _run(self) -> None:
        primary = Probe(DEFAULT_DB_ALIAS)
        replicas = {alias: Probe(alias) for alias in self.aliases}
        with ThreadPoolExecutor(len(replicas)) as pool:
            while True:
                began_at = monotonic()
                try:
                    self._measure(primary, replicas, pool)
                except Exception:  # replicas are no longer fresh; the next time may be better
                    log.exception("The replicas could not be looked at.")
                self._measured.set()
                sleep(max(0.0, began_at + SECONDS_BETWEEN - monotonic()))

    def _measure(self, primary: Probe, replicas: dict[str, Probe], pool) -> None:
        self._note_primary(monotonic(), primary.ask())
        sleep(SECONDS_TO_REPLAY if self._measured.is_set() else 0)
        answers = pool.map(Probe.ask, replicas.values())
        for alias, standing in zip(replicas, answers, strict=True):
            self._note_replica(alias, standing)

    def _note_primary(self, now: float, standing: Standing | None) -> None:
        self.is_primary_gone = standing is None
        if standing is None:
            return
        self._system = standing.system
        if standing.timeline:
            meet(standing.system, standing.timeline)
        if self._written and standing.position < self._written[-1][1]:
            self._written.clear()  # another one was made the primary, and goes on from there
        self._written.append((now, standing.position))

    def _note_replica(self, alias: str, standing: Standing | None) -> None:
        fault = self._fault_of(standing)
        if fault != self._faults.get(alias, ""):
            log.error("The replica %s: %s.", alias, fault or "it answers again")
        self._faults[alias] = fault
        if standing is None or fault:
            self._until[alias], self._lags[alias] = 0, None
            self._cut(alias)
            return
        had = [when for when, position in self._written if position <= standing.position]
        now = monotonic()
        self._lags[alias] = self._behind(now, standing.position)
        if self.is_primary_gone and standing.position >= self._written[-1][1]:
            self._until[alias] = now + SECONDS_BETWEEN + 2 * SECONDS_TO_ANSWER
        else:
            self._until[alias] = had[-1] + settings.REPLICA_LAG if had else 0

    def _behind(self, now: float, position: int) -> float:
        """The age of the first that the replica has not."""
        missing = [when for when, written in self._written if written > position]
        return now - missing[0] if missing else 0.0

    def _fault_of(self, standing: Standing | None) -> str:
        """What makes a server one that must not be read from, whatever its position."""
        if standing is None:
            return SILENT
        if not standing.is_replica:
            return PRIMARY
        if self._system is None:
            return UNSEEN
        if standing.system != self._system:
            return STRANGER
        return ""

    def _cut(self, alias: str) -> None:
        """End the connections to a server not to be read from: who waits for it waits no more."""
        with self._lock:
            stuck = [each for each in self._open if each.alias == alias]
        for wrapper in stuck:
            with suppress(OSError, psycopg2.Error, AttributeError):  # it was closed meanwhile
                line = socket.socket(fileno=os.dup(wrapper.connection.fileno()))
                with line:
                    line.shutdown(socket.SHUT_RDWR)


watch = Watch()

"""How long a request waits for the database.

A server that is frozen, or behind a broken line, takes statements and never answers: PostgreSQL's
own time-outs stand still with it, and libpq waits for ever. So whoever serves requests calls
`install` once, and psycopg2 then waits by `wait`:

- the first thing a request asks, always something small, must be answered in SECONDS_TO_BEGIN;
- everything else in SECONDS_TO_ANSWER, or SECONDS_TO_CHANGE when the request may change something:
  a section that is moved takes all its articles with it.

After that the request has an OperationalError, which readers are told calmly. And for a second
nobody else waits for a server that did not answer something small: one request tries, the others
are refused at once.

Of https://www.psycopg.org/docs/advanced.html#support-for-coroutine-libraries; what is run from the
command line waits as long as it takes, and may COPY.
"""

import select
from collections.abc import Mapping
from contextvars import ContextVar
from time import monotonic
from typing import Any

import psycopg2
from django.core.signals import request_started
from psycopg2 import extensions

SECONDS_TO_BEGIN = 0.8
SECONDS_TO_ANSWER = 15.0
SECONDS_TO_CHANGE = 60.0  # as long as nginx waits
SECONDS_OF_REFUSAL = 1.0
SAFE = ("GET", "HEAD")

_has_begun: ContextVar[bool | None] = ContextVar("has_begun", default=None)  # None: no request
_is_safe: ContextVar[bool] = ContextVar("is_safe", default=True)
_refused_until: dict[str, float] = {}  # by server


def install() -> None:
    """Have every connection of this process wait like this, for the requests it serves."""
    request_started.connect(_begin)
    extensions.set_wait_callback(wait)


def _begin(environ: Mapping[str, Any] | None = None, **_signal: object) -> None:
    _has_begun.set(False)
    _is_safe.set((environ or {}).get("REQUEST_METHOD", "GET") in SAFE)


def wait(connection: Any) -> None:
    """Return when *connection* has done what it was asked for; psycopg2's OperationalError, and the
    connection is of no use any more, when that takes too long."""
    has_begun = _has_begun.get()
    if has_begun is None:
        _until_done(connection, float("inf"))
        return
    server = connection.dsn
    if refused_until := _refused_until.get(server):
        if monotonic() < refused_until:
            raise psycopg2.OperationalError("The database did not answer a moment ago.")
        _refused_until[server] = monotonic() + SECONDS_OF_REFUSAL  # for all but this one
    seconds = _seconds_for(has_begun)
    try:
        _until_done(connection, monotonic() + seconds)
    except TimeoutError:
        if not has_begun:
            _refused_until[server] = monotonic() + SECONDS_OF_REFUSAL
        message = f"The database did not answer in {seconds} seconds."
        raise psycopg2.OperationalError(message) from None
    _has_begun.set(True)
    if refused_until:
        _refused_until.pop(server, None)


def _seconds_for(has_begun: bool) -> float:
    if not has_begun:
        return SECONDS_TO_BEGIN
    return SECONDS_TO_ANSWER if _is_safe.get() else SECONDS_TO_CHANGE


def _until_done(connection: Any, deadline: float) -> None:
    while (state := connection.poll()) != extensions.POLL_OK:
        line = select.poll()
        wanted = select.POLLIN if state == extensions.POLL_READ else select.POLLOUT
        line.register(connection.fileno(), wanted)
        left = deadline - monotonic()
        if not line.poll(None if left == float("inf") else 1000 * max(0.0, left)):
            raise TimeoutError

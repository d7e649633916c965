"""A database that takes statements and never answers."""

import time

import psycopg2
import pytest
from django.core.signals import request_started
from psycopg2 import extensions

from core import patience
from tests import prepared
from tests.servers import freeze, thaw


@pytest.fixture
def server(place, monkeypatch):
    monkeypatch.setattr(patience, "SECONDS_TO_BEGIN", 0.2)
    monkeypatch.setattr(patience, "SECONDS_OF_REFUSAL", 0.5)
    server = prepared.server(place / "postgres")
    patience.install()
    yield server
    extensions.set_wait_callback(None)
    request_started.disconnect(patience._begin)
    patience._has_begun.set(None)
    patience._refused_until.clear()
    thaw(server)
    server.release()


def asks(connection, sql="SELECT 1"):
    """Seconds it took to be answered, or to be told that there is no answer."""
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute(sql)
    return time.monotonic() - began


def test_a_request_gives_up_soon_and_the_next_ones_at_once(server):
    connections = [psycopg2.connect(server.url) for _ in range(3)]

    freeze(server)
    patience._begin()
    with pytest.raises(psycopg2.OperationalError, match="did not answer in"):
        asks(connections[0])
    for connection in connections[1:]:
        patience._begin()
        with pytest.raises(psycopg2.OperationalError, match="a moment ago"):
            asks(connection)
    with pytest.raises(psycopg2.OperationalError, match="a moment ago"):
        psycopg2.connect(server.url)


def test_one_request_tries_again_and_all_are_served_when_it_is_answered(server):
    connection = psycopg2.connect(server.url)
    freeze(server)
    patience._begin()
    with pytest.raises(psycopg2.OperationalError):
        asks(connection)

    time.sleep(0.6)
    patience._begin()
    with pytest.raises(psycopg2.OperationalError, match="did not answer in"):
        psycopg2.connect(server.url)
    with pytest.raises(psycopg2.OperationalError, match="a moment ago"):
        psycopg2.connect(server.url)
    thaw(server)
    time.sleep(0.6)
    for _ in range(3):
        patience._begin()
        asks(psycopg2.connect(server.url))


def test_what_comes_later_in_a_request_may_take_its_time(server):
    connection = psycopg2.connect(server.url)
    patience._begin()
    asks(connection)

    assert asks(connection, "SELECT pg_sleep(0.4)") > 0.4


def test_what_takes_too_long_in_one_request_keeps_nobody_else_waiting(server, monkeypatch):
    monkeypatch.setattr(patience, "SECONDS_TO_ANSWER", 0.2)
    slow, other = [psycopg2.connect(server.url) for _ in range(2)]
    patience._begin()
    asks(slow)

    with pytest.raises(psycopg2.OperationalError, match="did not answer in"):
        asks(slow, "SELECT pg_sleep(5)")
    patience._begin()
    asks(other)


def test_what_changes_something_may_take_longer(server, monkeypatch):
    monkeypatch.setattr(patience, "SECONDS_TO_ANSWER", 0.2)
    connection = psycopg2.connect(server.url)
    patience._begin(environ={"REQUEST_METHOD": "POST"})
    asks(connection)

    assert asks(connection, "SELECT pg_sleep(0.4)") > 0.4


def test_commands_wait_as_long_as_it_takes(server):
    connection = psycopg2.connect(server.url)

    assert asks(connection, "SELECT pg_sleep(0.4)") > 0.4

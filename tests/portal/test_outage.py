"""The database dies under a running portal and comes back: nothing has to be restarted."""

import http.client
import os
import signal
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests import prepared
from tests.portal.conftest import a_place, environment_in, kill_server, wait_until
from tests.processes import free_port, start_gunicorn
from tests.servers import freeze, thaw

SOON = 1  # second
THREADS = 8


@pytest.fixture(scope="module")
def place():
    with a_place() as directory:
        yield directory


@pytest.fixture(scope="module")
def database(place):
    """A PostgreSQL of these tests' own, which they may kill and start again."""
    (place / "var").mkdir()
    server = prepared.server(place / "var/postgres")
    yield server
    server.release()


@pytest.fixture(scope="module")
def portal(database, place):
    """The address of gunicorn as the README starts it, in front of the database."""
    environment = environment_in(place) | {
        "DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "tests.settings",  # plain static files: nothing to collect
        "PORTAL_SECRET_KEY": "for this test",
    }
    address = ("127.0.0.1", free_port())
    gunicorn = start_gunicorn("{}:{}".format(*address), environment)
    wait_until(lambda: answers(address), seconds=60)
    yield address
    os.killpg(gunicorn.pid, signal.SIGKILL)
    gunicorn.wait()


def answers(address) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(address) == 0


def get(address, path="/"):
    """The status of the answer, its words, and the seconds it took."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(*address, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse()
    words = answer.read().decode()
    connection.close()
    return answer.status, words, time.monotonic() - began


def get_many(address, times=4 * THREADS):
    """The same of many at once, so that every thread has its connection to the database."""
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda _: get(address), range(times)))


def test_the_portal_says_so_at_once_and_is_back_with_the_database(portal, database):
    assert {status for status, *_ in get_many(portal)} == {200}

    kill_server(database.data)
    wait_until(lambda: get(portal)[0] == 503, seconds=5)  # the last sessions end by themselves
    refused = get_many(portal)
    lost = get(portal, "/khong/co/trang-nay")
    offline = get(portal, "/ngoai-tuyen/")
    database.acquire()
    back = time.monotonic()
    wait_until(lambda: get(portal)[0] == 200, seconds=15)
    back = time.monotonic() - back
    served = get_many(portal)

    assert {status for status, *_ in refused} == {503}
    assert all("Cổng đang tạm ngừng" in words for _, words, _ in refused)
    assert max(seconds for *_, seconds in refused) < SOON
    assert lost[0] == 404
    assert offline[0] == 200
    assert {status for status, *_ in served} == {200}
    assert back < SOON


def test_a_database_that_is_frozen_keeps_nobody_waiting(portal, database):
    assert {status for status, *_ in get_many(portal)} == {200}

    freeze(database)
    first = get_many(portal, THREADS)
    refused = get_many(portal)
    thaw(database)
    wait_until(lambda: get(portal)[0] == 200, seconds=15)

    assert {status for status, *_ in first + refused} == {503}
    assert all("Cổng đang tạm ngừng" in words for _, words, _ in first + refused)
    assert max(seconds for *_, seconds in first) < 2 * SOON
    assert statistics.median(seconds for *_, seconds in refused) < SOON / 2

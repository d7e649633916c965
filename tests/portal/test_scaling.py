"""More than one machine, for real: two nodes behind nginx, a primary and a streaming replica."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest

from portal.embedded import EmbeddedServer
from portal.nginx import Nginx, refresh_key
from tests import prepared
from tests.portal.conftest import ROOT, a_place, environment_in, wait_until
from tests.portal.desk import Desk
from tests.processes import free_port, start_gunicorn
from tests.servers import PRIMARY, Replica, freeze, kill, thaw

SOON = 5  # seconds in which everybody sees a change
LAST_READ = """
SELECT max(query_start) FROM pg_stat_activity
WHERE query ~ 'content_version' AND query !~ 'pg_stat_activity'
"""


class Node:
    """One application machine: its own directory, its own processes."""

    def __init__(self, var: Path, environment: dict):
        self.port = free_port()
        self.environment = environment | {"PORTAL_VAR": str(var)}
        var.mkdir()
        self.start()

    def start(self):
        address = f"127.0.0.1:{self.port}"
        self.process = start_gunicorn(address, self.environment, workers=1)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def get(self, path):
        return get(self.port, path)


class Portal:
    def __init__(self, place: Path):
        self.primary = prepared.server(place / "primary-scratch", **PRIMARY)
        self.port, home = free_port(), place / "nginx"
        self.environment = environment_in(place) | {
            "DATABASE_URL": self.primary.url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PORTAL_SECRET_KEY": "for this test",
            "PORTAL_ADDRESS": f"http://127.0.0.1:{self.port}",
            "PORTAL_FRONTS": f"http://127.0.0.1:{self.port}",
            "PORTAL_REFRESH_KEY": refresh_key(home),
        }
        self.replica = Replica(place / "replica-scratch", self.primary)
        self.replica.acquire()
        self.environment["PORTAL_REPLICAS"] = self.replica.url
        self.nodes = [Node(place / name, self.environment) for name in ("one", "two")]
        sockets = [f"127.0.0.1:{node.port}" for node in self.nodes]
        address = f"127.0.0.1:{self.port}"
        self.nginx = Nginx(home, address, sockets, place / "one", str(place / "errors"))
        self.nginx.start()
        self.desk = Desk(self.nodes[0].environment)
        self.desk.publish("Bài đầu tiên")
        wait_until(lambda: self.everywhere("/") == {200}, seconds=60)

    def manage(self, *arguments, **variables):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            env=self.environment | variables,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    def get(self, path):
        return get(self.port, path)

    def everywhere(self, path) -> set[int]:
        """The statuses through nginx and at each node."""
        return {ask(path)[0] for ask in (self.get, *(node.get for node in self.nodes))}

    def is_read(self) -> bool:
        """Whether every node makes its pages from the replica now."""
        return all(self.reads_replica(node) for node in self.nodes)

    def reads_replica(self, node) -> bool:
        before = self.last_read()
        node.get("/")
        return self.last_read() > before

    def last_read(self) -> float:
        """When the replica was last asked for the version of a page."""
        ((latest,),) = self.say(self.replica, LAST_READ)
        return latest.timestamp() if latest else 0

    def say(self, server, statement):
        connection = psycopg2.connect(server.url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            rows = cursor.fetchall()
        connection.close()
        return rows

    def end(self):
        self.desk.end()
        self.nginx.stop()
        for node in self.nodes:
            node.kill()
        self.replica.release()
        self.primary.release()


def get(port, path):
    """Status and words of one answer; 0 without one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


@pytest.fixture(scope="module")
def portal():
    with a_place() as place:
        portal = Portal(place)
        yield portal
        portal.end()


def test_what_is_published_at_one_node_is_seen_by_all_until_it_is_withdrawn(portal):
    wait_until(portal.is_read)
    pk, path = portal.desk.publish("Cửa khẩu Hữu Nghị")

    wait_until(lambda: portal.everywhere(path) == {200}, SOON)
    wait_until(lambda: "Cửa khẩu Hữu Nghị" in portal.get("/")[1], SOON)
    portal.desk.withdraw(pk)

    assert portal.get(path)[0] == 404
    assert "Cửa khẩu Hữu Nghị" not in portal.get("/")[1]
    wait_until(lambda: portal.everywhere(path) == {404}, SOON)
    for _ in range(10):
        assert portal.everywhere(path) == {404}


def test_a_page_has_the_same_validator_at_both_nodes(portal):
    _, path = portal.desk.publish("Cùng một bài")
    wait_until(lambda: portal.everywhere(path) == {200}, SOON)

    assert len({etag(node.port, path) for node in portal.nodes}) == 1


def etag(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Host": "127.0.0.1"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["ETag"]


def test_any_process_of_a_node_tells_what_all_have_counted(portal):
    status, said = portal.nodes[0].get("/metrics")

    assert status == 200
    assert 'portal_replica_is_read{replica="replica1"}' in said
    assert 'portal_requests_total{answered="made",status="200",view="home"}' in said
    assert portal.get("/metrics")[0] == 200  # nginx of this machine


def test_a_node_that_is_killed_is_not_noticed(portal):
    _, path = portal.desk.publish("Một máy hỏng")
    wait_until(lambda: portal.everywhere(path) == {200}, SOON)

    portal.nodes[1].kill()
    statuses = {portal.get(f"/tim-kiem/?q=may+{number}")[0] for number in range(10)}
    portal.nodes[1].start()

    assert statuses == {200}
    wait_until(lambda: portal.nodes[1].get(path)[0] == 200, seconds=30)


def test_a_replica_that_has_stopped_replaying_is_left_out(portal):
    wait_until(portal.is_read)
    portal.say(portal.replica, "SELECT pg_wal_replay_pause()::text")
    state = "SELECT pg_get_wal_replay_pause_state()"
    wait_until(lambda: portal.say(portal.replica, state) == [("paused",)])

    _, path = portal.desk.publish("Bản sao đứng lại")
    wait_until(lambda: portal.everywhere(path) == {200}, SOON)
    seen = []
    while any(portal.reads_replica(node) for node in portal.nodes):  # until it is no longer fresh
        seen.append(portal.everywhere(path))
    portal.say(portal.replica, "SELECT pg_wal_replay_resume()::text")

    assert all(statuses == {200} for statuses in seen)
    wait_until(portal.is_read)


@pytest.mark.parametrize("harm", [freeze, kill])
def test_a_replica_that_does_not_answer_is_left_out(portal, harm):
    wait_until(portal.is_read)

    harm(portal.replica)
    statuses = [portal.everywhere(f"/tim-kiem/?q={harm.__name__}+{number}") for number in range(10)]
    wait_until(lambda: "it does not answer" in portal.nodes[0].get("/readyz")[1])
    ready, said = portal.nodes[0].get("/readyz")
    if harm is freeze:
        thaw(portal.replica)
    else:
        portal.replica.acquire()

    assert statuses == [{200}] * 10
    assert ready == 200
    assert json.loads(said)["replicas"] == "warning: replica1: it does not answer"
    wait_until(portal.is_read)


def test_the_primary_killed_leaves_pages_that_were_never_asked_for(portal):
    _, path = portal.desk.publish("Bài chưa ai đọc")
    _, seen = portal.desk.publish("Bài đã có người đọc")
    wait_until(lambda: portal.everywhere(seen) == {200}, SOON)
    wait_until(portal.is_read)

    kill(portal.primary)

    for node in portal.nodes:
        assert node.get(path)[0] == 200
    time.sleep(3)  # what was known of the primary is no longer fresh
    assert portal.everywhere("/tim-kiem/?q=chua+ai+doc") == {200}
    assert portal.everywhere("/lien-ket/") == {200}
    assert portal.nodes[0].get("/quan-tri/dang-nhap/")[0] == 200
    status, said = portal.nodes[0].get("/readyz")
    assert (status, json.loads(said)["database"][:8]) == (200, "warning:")
    portal.primary.acquire()
    wait_until(portal.is_read)


def test_a_server_that_is_no_replica_of_the_primary_is_refused_in_a_sentence(portal, stranger):
    urls = f"{portal.primary.url},{stranger.url},{portal.replica.url}"

    done = portal.manage("check", "--deploy", PORTAL_REPLICAS=urls)

    assert done.returncode == 1
    assert "The replica replica1 is not read from: it is a primary, not a rep" in done.stderr
    assert "The replica replica2 is not read from: it belongs to another data" in done.stderr
    assert "replica3 is not" not in done.stderr


@pytest.fixture
def stranger(place):
    """A replica of another primary."""
    other = EmbeddedServer(place / "other-scratch", **PRIMARY)
    other.acquire()
    replica = Replica(place / "others-scratch", other)
    replica.acquire()
    yield replica
    replica.release()
    other.release()

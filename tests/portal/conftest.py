"""Servers of their own for the tests of starting and stopping, apart from the one tests use."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from portal import postgres_programs
from portal.embedded import EmbeddedServer
from tests.processes import free_port

SECONDS_TO_MAKE_EVERYTHING = 120
ROOT = Path(__file__).resolve().parents[2]
OURS = ("DATABASE_URL", "PORTAL_", "PORT", "PG", "DJANGO_", "PYTEST_", "MAKE", "RUN_MAIN")

COPYING_INITDB = """#!/bin/sh -e
data=$2 made=$0-$(echo "$@" | sed "s|$2||" | cksum | tr ' ' -)
if [ ! -d "$made" ]; then
    shift 2
    {real}/initdb -D "$made.$$" "$@"
    mv -T "$made.$$" "$made" || rm -rf "$made.$$"
fi
cp -a "$made/." "$data"
"""


@contextlib.contextmanager
def a_place():
    """A directory every user can reach, unlike pytest's own; servers left in it are killed."""
    directory = Path(tempfile.mkdtemp(prefix="portal-test-"))
    directory.chmod(0o755)
    yield directory
    for gate in directory.glob("**/*.gate"):
        server = EmbeddedServer(gate.with_suffix(""))
        kill_server(server.data)
        for left in (server.socket_directory, server.home.resolve()):
            shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(directory)


def environment_in(place):
    """The environment of somebody who set nothing but PORTAL_VAR."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return clean | {"PORTAL_VAR": str(place / "var"), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def place():
    with a_place() as directory:
        yield directory


@pytest.fixture
def environment(place):
    return environment_in(place)


@pytest.fixture(scope="session")
def programs_that_copy():
    """PostgreSQL's programs, of which initdb makes the same data only once and copies them then."""
    with a_place() as directory:
        directory.chmod(0o777)  # it runs as the server's user
        real = postgres_programs.find()
        for program in real.iterdir():
            (directory / program.name).symlink_to(program)
        (directory / "initdb").unlink()
        (directory / "initdb").write_text(COPYING_INITDB.format(real=real))
        (directory / "initdb").chmod(0o755)
        yield directory


@pytest.fixture
def start(environment, programs_that_copy):
    """Start processes that use the embedded server until their `end()`."""
    with contextlib.ExitStack() as stack:

        def start(**variables):
            programs = {"PG_BIN": str(programs_that_copy)}
            return stack.enter_context(User(environment | programs | variables))

        yield start


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def portal(environment, place, port):
    """Start `manage.py run` on a port of its own, and end it with its workers after the test."""
    started = []

    def start(seconds):
        started.append(Portal(environment, place, port))
        started[-1].wait_for_page(seconds)
        return started[-1]

    yield start
    for portal in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(portal.process.pid, signal.SIGKILL)
        portal.process.wait()


class Portal:
    def __init__(self, environment, place, port):
        self.port = port
        self.output = place / "output"
        with open(self.output, "w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "run"],
                env=environment | {"PORT": str(port)},
                cwd=ROOT,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def wait_for_page(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
            with contextlib.suppress(ConnectionError), contextlib.closing(connection):
                connection.request("GET", "/")
                assert connection.getresponse().status == 200
                return
            time.sleep(0.05)
        pytest.fail(f"No page after {seconds} s:\n{self.said()}")

    def said(self):
        return self.output.read_text()


class User:
    """A process that uses the embedded server."""

    program = "import sys; from portal import database; print(database.ensure(), flush=True)"

    def __init__(self, environment):
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{self.program}; sys.stdin.read()"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
        )

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.process.kill()
        self.process.communicate()

    @property
    def url(self):
        """The answer of the server; waits for it."""
        if not hasattr(self, "_url"):
            self._url = self.process.stdout.readline().strip()
            assert self._url, self.process.stderr.read()
        return self._url

    def end(self):
        """Let it end by itself; return what it complained of."""
        _, complaint = self.process.communicate("", timeout=60)
        return complaint

    def kill(self):
        self.process.kill()
        self.process.wait()


def server_pid(data):
    """The server of *data*, dead or alive."""
    with contextlib.suppress(OSError, ValueError):
        return int((data / "postmaster.pid").read_text().split()[0])
    return None


def is_alive(pid):
    """Whether process *pid* runs; one that waits for its parent to notice its death does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill_server(data):
    pid = server_pid(data)
    if (
        pid
        and is_alive(pid)
        and os.fsencode(data.resolve()) in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    ):
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_alive(pid))


def wait_until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def no_database():
    """Every statement is refused, as by a server that is gone."""

    def refuse(*_):
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        yield

import os
import re
import shutil
import signal
import socket
import subprocess
import sys

import pytest

from tests.portal.conftest import (
    ROOT,
    SECONDS_TO_MAKE_EVERYTHING,
    is_alive,
    server_pid,
    wait_until,
)

SECONDS_TO_START_AGAIN = 20  # one or two, on a machine with nothing else to do


def manage(*arguments, environment, **variables):
    """Run a command; return its exit code and what it complained of."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=environment | variables,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stderr


class TestRun:
    def test_shows_a_page_from_nothing_and_again_after_any_end(self, portal, place):
        first = portal(SECONDS_TO_MAKE_EVERYTHING)
        server = server_pid(place / "var/postgres/data")
        assert re.search(r"Password +(\w{4}-){3}\w{4}\n", first.said())
        assert (place / "var/secret-key").stat().st_mode & 0o777 == 0o600

        first.process.kill()
        first.process.wait()
        second = portal(SECONDS_TO_START_AGAIN)
        assert is_alive(server)
        assert "…" not in second.said()  # nothing long is done twice
        assert "make password" in second.said()

        os.killpg(second.process.pid, signal.SIGINT)
        assert second.process.wait(20) == 0
        assert not is_alive(server)
        assert "Traceback" not in second.said()

        os.kill(portal(SECONDS_TO_START_AGAIN).process.pid, signal.SIGTERM)
        wait_until(lambda: not (place / "var/postgres/data/postmaster.pid").exists())

    def test_makes_nothing_when_the_port_is_taken(self, environment, place):
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = str(other.getsockname()[1])

            code, complaint = manage("run", environment=environment, PORT=taken)

        assert code == 1
        assert complaint.startswith(f"PORT {taken} is taken: ")
        assert not (place / "var").exists()

    @pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "80 00"])
    def test_refuses_a_port_that_is_none(self, environment, port):
        answer = manage("run", environment=environment, PORT=port)

        assert answer == (1, f"PORT is {port!r}: set it to a number from 1 to 65535.\n")

    def test_says_that_it_cannot_write(self, environment, place, port):
        var = place / "file/var"
        var.parent.touch()

        code, complaint = manage(
            "run", environment=environment, PORTAL_VAR=str(var), PORT=str(port)
        )

        assert code == 1
        assert complaint.startswith(f"Cannot write to {var}: make it writable or set PORTAL_VAR")
        assert complaint.count("\n") == 1

    @pytest.mark.parametrize("url", ["postgresql://lan:secret@127.0.0.1:1/tin", "secret"])
    def test_says_what_is_wrong_with_the_database(self, environment, port, url):
        code, complaint = manage("run", environment=environment, PORT=str(port), DATABASE_URL=url)

        assert code == 1
        assert "DATABASE_URL" in complaint
        assert "secret" not in complaint
        assert complaint.count("\n") == 1


class TestReset:
    def test_leaves_a_database_alone_that_somebody_named(self, environment, start):
        named = start(PORTAL_VAR=f"{environment['PORTAL_VAR']}-of-others").url

        answer = manage(
            "reset",
            "--yes",
            environment=environment,
            DATABASE_URL=named,
            PORTAL_SECRET_KEY="for this test",
        )

        assert answer[0] == 1
        assert "DATABASE_URL names a database of yours" in answer[1]

    def test_erases_nothing_without_a_yes(self, environment):
        code, complaint = manage("reset", environment=environment)

        assert code == 1
        assert "Nothing was erased." in complaint


def test_password_says_what_must_be_there_first(environment):
    code, complaint = manage("password", environment=environment)

    assert code == 1
    assert complaint.startswith("CommandError: There are no tables yet: run `manage.py migrate`.")


def test_manage_names_the_command_that_installs_django(place):
    shutil.copy(ROOT / "manage.py", place)

    answer = subprocess.run(
        [sys.executable, "-S", "manage.py", "shell"], cwd=place, capture_output=True, text=True
    )

    assert answer.returncode == 1
    assert answer.stderr == "Run `make setup` first, or use .venv/bin/python.\n"

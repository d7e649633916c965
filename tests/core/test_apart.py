import os
import time
from pathlib import Path

import pytest

from core import apart

MEGABYTE = 2**20


def run(what, data=b"", seconds=20.0):
    return apart.run("tests.core.apart_probe", data, what, seconds=seconds)


def children() -> set[str]:
    """Of this process, with those that ended and nobody waited for."""
    tasks = Path("/proc/self/task").iterdir()
    return {pid for task in tasks for pid in (task / "children").read_text().split()}


class TestRun:
    def test_gives_the_data_and_returns_the_answer(self):
        assert run("answer", b"abc" * 10_000) == (b"cba" * 10_000, "")

    def test_tells_the_program_no_secret(self, monkeypatch):
        monkeypatch.setenv("PORTAL_SECRET_KEY", "bi-mat")

        told, problem = run("tell the environment")

        assert problem == ""
        assert "PORTAL" not in told.decode()
        assert "MALLOC_ARENA_MAX" in told.decode()

    def test_ends_a_program_that_takes_too_much_memory_and_keeps_what_it_wrote(self):
        assert run("take memory") == (b"so far", "status 1")

    def test_ends_a_program_that_writes_too_much(self):
        written, problem = run("write a flood")

        assert problem
        assert len(written) == MEGABYTE

    def test_ends_a_program_that_thinks_too_long(self):
        assert run("think without end")[1] == "status -9"

    def test_kills_a_program_that_waits_too_long(self):
        began = time.monotonic()

        assert run("sleep", seconds=0.5) == (b"", "no time left")
        assert time.monotonic() - began < 20

    def test_outlives_a_program_that_crashes(self):
        assert run("crash") == (b"", "status -6")

    @pytest.mark.parametrize("what", ["answer", "crash", "sleep"])
    def test_leaves_no_open_file_and_no_process(self, what):
        before = len(os.listdir("/proc/self/fd")), children()

        run(what, seconds=0.5)

        assert (len(os.listdir("/proc/self/fd")), children()) == before
